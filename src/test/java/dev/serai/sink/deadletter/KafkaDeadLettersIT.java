package dev.serai.sink.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.fixture.kafka.KafkaBroker;
import dev.serai.store.SinkStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Dead letters in a topic of a real broker. */
class KafkaDeadLettersIT {

    @Test
    void lettersAreListedUntilTheyAreRemovedAndReplicasSeeTheSame() {
        try (KafkaBroker broker = KafkaBroker.create()) {
            broker.createTopic("dead", 2, Map.of("cleanup.policy", "compact"));
            try (var one = letters(broker, 100);
                    var other = letters(broker, 100)) {
                assertThat(one.list(9)).isEmpty();
                one.add(letter("a", 1));
                one.add(letter("b", 1));
                one.add(letter("a", 2));

                assertThat(other.list(9)).extracting(DeadLetter::id).containsExactlyInAnyOrder("a", "b");
                assertThat(other.get("a").orElseThrow()).isEqualTo(letter("a", 2));
                assertThat(other.remove("a")).isTrue();
                assertThat(other.remove("a")).isFalse();
                assertThat(one.list(9)).extracting(DeadLetter::id).containsExactly("b");
                assertThat(one.get("a")).isEmpty();

                broker.stop();
                broker.start();
                assertThat(one.list(9)).hasSize(1);
                one.add(letter("c", 1));
                assertThat(other.list(1)).hasSize(1);
            }
            assertThat(broker.records("dead"))
                    .filteredOn(record -> record.key().equals("a"))
                    .last()
                    .satisfies(tombstone -> assertThat(tombstone.value()).isNull());
        }
    }

    @Test
    void noMoreThanTheNewestRecordsAreLookedAt() {
        try (KafkaBroker broker = KafkaBroker.create()) {
            broker.createTopic("dead", 1, Map.of());
            try (var letters = letters(broker, 3)) {
                for (int i = 0; i < 5; i++) {
                    letters.add(letter("e" + i, 1));
                }
                assertThat(letters.list(9)).extracting(DeadLetter::id).containsExactly("e2", "e3", "e4");
            }
        }
    }

    @Test
    void lettersStayVisibleWhileOthersAreDelivered() {
        try (KafkaBroker broker = KafkaBroker.create()) {
            broker.createTopic("dead", 1, Map.of());
            try (var letters = letters(broker, 3)) {
                for (int i = 0; i < 8; i++) {
                    letters.add(letter("e" + i, 1));
                }
                for (DeadLetter letter : letters.list(9)) {
                    letters.delivered(letter);
                }
                assertThat(letters.list(9)).extracting(DeadLetter::id).containsExactly("e2", "e3", "e4");
                assertThat(letters.get("e0")).isPresent();
                assertThat(letters.remove("e0")).isTrue();
                assertThat(letters.list(2)).extracting(DeadLetter::id).containsExactly("e2", "e3");
                for (int again = 0; again < 5; again++) {
                    letters.add(letter("e4", again));
                }
                assertThat(letters.list(9)).extracting(DeadLetter::id).containsExactly("e2", "e3", "e4");
            }
        }
    }

    @Test
    void aLetterThatIsTooLargeForTheTopicIsKeptBesideIt() {
        try (KafkaBroker broker = KafkaBroker.create()) {
            broker.createTopic("dead", 1, Map.of("max.message.bytes", "2000"));
            var noise = new byte[20_000];
            new Random(7).nextBytes(noise);
            var large = new DeadLetter("large", letter("large", 1).failure(), Map.of(), DeadLetter.Body.of(noise));
            try (var letters = letters(broker, 3)) {
                letters.add(letter("small", 1));
                letters.add(large);
                assertThat(letters.list(9)).extracting(DeadLetter::id).containsExactlyInAnyOrder("small", "large");
                assertThat(letters.get("large").orElseThrow().body().toBytes()).isEqualTo(noise);
                letters.delivered(large);
                assertThat(letters.list(9)).extracting(DeadLetter::id).containsExactly("small");
            }
        }
    }

    @Test
    void aLetterThatCannotBeWrittenIsAnErrorSoThatTheEventIsTriedAgain() {
        try (var letters = new KafkaDeadLetters(
                () -> Map.of("bootstrap.servers", "127.0.0.1:1"),
                "dead",
                3,
                new FileDeadLetters(SinkStore.inMemory(), 3))) {
            assertThatThrownBy(() -> letters.add(letter("a", 1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the dead letter could not be written to topic dead");
        }
    }

    private static KafkaDeadLetters letters(KafkaBroker broker, int most) {
        return new KafkaDeadLetters(
                broker::clientSettings, "dead", most, new FileDeadLetters(SinkStore.inMemory(), most));
    }

    private static DeadLetter letter(String id, int attempts) {
        return new DeadLetter(
                id,
                new DeadLetter.Failure("s", "r", "answered 500", attempts, Instant.EPOCH, Instant.EPOCH),
                Map.of("CamelCloudEventID", "e"),
                DeadLetter.Body.of("{}".getBytes(StandardCharsets.UTF_8)));
    }
}
