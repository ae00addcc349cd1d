package dev.serai.sink.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fixture.kafka.KafkaBroker;
import dev.serai.fixture.process.TestClock;
import dev.serai.sink.DeadLetterReplay;
import dev.serai.sink.SinkContext;
import dev.serai.sink.deadletter.DeadLetter;
import dev.serai.sink.deadletter.DeadLetterHealthCheck;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of events that a broker never takes, at a real one that asks who is there. */
class KafkaSinkIT {

    private static KafkaBroker broker;

    @TempDir
    Path data;

    private SinkContext serai;
    private String topic;

    @BeforeAll
    static void start() {
        broker = KafkaBroker.askingWho();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void run(TestInfo test) throws Exception {
        topic = test.getTestMethod().orElseThrow().getName();
        broker.createTopic(topic, 1, Map.of("max.message.bytes", "1000"));
        serai = new SinkContext(data, new TestClock());
        KafkaConfiguration kafka =
                serai.camel().getComponent("kafka", KafkaComponent.class).getConfiguration();
        kafka.setBrokers(broker.bootstrapServers());
        kafka.setSecurityProtocol("SASL_PLAINTEXT");
        kafka.setSaslMechanism("PLAIN");
        kafka.setSaslJaasConfig((String) broker.clientSettings().get("sasl.jaas.config"));
        serai.load("stream.yaml", """
                - route:
                    id: stream
                    errorHandler: { noErrorHandler: {} }
                    from:
                      uri: direct:stream
                      steps:
                        - to: kamelet:cloudevents-kafka-sink?topic=%s&tombstones=true
                        - to: mock:after
                """.formatted(topic));
    }

    @AfterEach
    void close() {
        serai.close();
    }

    @Test
    void whatIsTooLargeIsADeadLetterAndWhatFollowsArrives() throws Exception {
        String large = "{\"data\":\"" + "x".repeat(3_000_000) + "\"}";
        assertThat(send("u-1-added", "added", large).getException()).isNull();
        assertThat(send("u-1-modified", "modified", "{}").getException()).isNull();
        assertThat(send("u-1-deleted", "deleted", large).getException()).isNull();

        assertThat(ids()).containsExactly("u-1-modified", null);
        List<DeadLetter> letters = serai.deadLetters.list(9);
        assertThat(letters).extracting(DeadLetter::id).containsExactly(sink() + ":u-1-added", sink() + ":u-1-deleted");
        assertThat(letters.get(0).failure().reason())
                .isEqualTo("3000011 bytes are more than the topic takes (RecordTooLargeException)");
        assertThat(letters.get(0).failure().route()).isEqualTo("stream");
        assertThat(letters.get(0).headers()).doesNotContainKeys("ce_id", "kafka.KEY");
        assertThat(serai.meters
                        .get("serai.events.dead.letters")
                        .tag("sink", sink())
                        .counter()
                        .count())
                .isEqualTo(2);
        var health = new DeadLetterHealthCheck(serai.deadLetters);
        health.setCamelContext(serai.camel());
        assertThat(health.call().getMessage().orElseThrow())
                .startsWith(sink() + ": 2 given up, the last at ")
                .endsWith(": 3000011 bytes are more than the topic takes (RecordTooLargeException)");
        assertThat(health.call().getState().name()).isEqualTo("DOWN");
        assertThat(health.isReadiness() || health.isLiveness()).isFalse();

        var replay = new DeadLetterReplay(serai.sinks, serai.camel());
        assertThat(replay.all().failed()).containsExactly(Map.entry(sink() + ":u-1-added", "RecordTooLargeException"));
        assertThat(serai.deadLetters.list(9)).hasSize(2);
        broker.setLargestRecord(topic, 8 << 20);
        assertThat(replay.all().replayed()).hasSize(2);
        assertThat(serai.deadLetters.list(9)).isEmpty();
        assertThat(health.call().getState().name()).isEqualTo("UP");
        ConsumerRecord<String, byte[]> replayed = broker.records(topic).get(2);
        assertThat(header(replayed, "ce_id")).isEqualTo("u-1-added");
        assertThat(header(replayed, "ce_replayed")).isEqualTo("true");
        assertThat(replayed.key()).isEqualTo("u");
        assertThat(replayed.value()).hasSize(large.length());
    }

    @Test
    void whatCannotBeMadeARecordIsADeadLetter() {
        Exchange sent = send("odd", "added", new Object());
        assertThat(sent.getException()).isNull();
        assertThat(serai.deadLetters.list(9))
                .extracting(letter -> letter.failure().reason())
                .containsExactly("cannot be made a record (SerializationException)");
        assertThat(send("u-1-added", "added", "{}").getException()).isNull();
        assertThat(ids()).containsExactly("u-1-added");
    }

    @Test
    void whatMayBeTakenLaterIsTriedAgain() {
        broker.stop();
        try {
            Exchange sent = send("u-1-added", "added", "{}");
            assertThat(sent.getException()).isNotNull();
            assertThat(sent.getMessage().getHeader("ce_id")).isNull();
            assertThat(serai.deadLetters.list(9)).isEmpty();
        } finally {
            broker.start();
        }
        assertThat(send("u-1-added", "added", "{}").getException()).isNull();
        assertThat(ids()).containsExactly("u-1-added");
    }

    private Exchange send(String id, String change, Object body) {
        return serai.send("stream", id, "dev.serai.resource." + change, body);
    }

    private String sink() {
        return "kafka-" + topic;
    }

    private List<String> ids() {
        return broker.records(topic).stream()
                .map(record -> header(record, "ce_id"))
                .toList();
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
