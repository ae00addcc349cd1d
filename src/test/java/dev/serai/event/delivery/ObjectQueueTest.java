package dev.serai.event.delivery;

import static dev.serai.event.delivery.Events.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.cache.store.Change;
import dev.serai.event.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObjectQueueTest {

    private static final int CAPACITY = 8;

    private final ObjectQueue mailbox = new ObjectQueue();

    @Test
    void eventsComeOutInTheOrderTheyWentIn() {
        mailbox.add(event(Change.Type.ADDED, "u", 1), CAPACITY);
        mailbox.add(event(Change.Type.MODIFIED, "u", 2), CAPACITY);
        mailbox.add(event(Change.Type.DELETED, "u", 3), CAPACITY);
        assertThat(drain()).containsExactly("u-1-added", "u-2-modified", "u-deleted");
    }

    @Test
    void whenItIsFullALaterModifiedTakesThePlaceOfTheOneBeforeIt() {
        assertThat(mailbox.add(event(Change.Type.ADDED, "u", 0), CAPACITY)).isOne();
        int replaced = 0;
        for (int version = 1; version <= 1_000; version++) {
            replaced += 1 - mailbox.add(event(Change.Type.MODIFIED, "u", version), CAPACITY);
        }
        assertThat(replaced).isEqualTo(1_001 - CAPACITY);
        assertThat(drain())
                .hasSize(CAPACITY)
                .startsWith("u-0-added", "u-1-modified", "u-2-modified")
                .endsWith("u-6-modified", "u-1000-modified");
    }

    @Test
    void addedAndDeletedAlwaysStay() {
        var expected = new ArrayList<String>();
        for (int life = 0; life < 20; life++) {
            mailbox.add(event(Change.Type.ADDED, "u" + life, life), CAPACITY);
            mailbox.add(event(Change.Type.DELETED, "u" + life, life), CAPACITY);
            expected.add("u%1$s-%1$s-added".formatted(life));
            expected.add("u%s-deleted".formatted(life));
        }
        assertThat(drain()).isEqualTo(expected);
    }

    @Test
    void aModifiedNeverTakesThePlaceOfAnotherKind() {
        for (int version = 1; version < CAPACITY; version++) {
            mailbox.add(event(Change.Type.MODIFIED, "u", version), CAPACITY);
        }
        mailbox.add(event(Change.Type.DELETED, "u", CAPACITY), CAPACITY);
        assertThat(mailbox.add(event(Change.Type.MODIFIED, "u", 90), CAPACITY)).isOne();
        assertThat(mailbox.add(event(Change.Type.MODIFIED, "u", 91), CAPACITY)).isZero();
        assertThat(drain()).hasSize(CAPACITY + 1).endsWith("u-deleted", "u-91-modified");
    }

    @Test
    void theHeadStaysUntilItIsTaken() {
        WatchEvent first = event(Change.Type.ADDED, "u", 1);
        mailbox.add(first, CAPACITY);
        mailbox.add(event(Change.Type.MODIFIED, "u", 2), CAPACITY);
        assertThat(mailbox.head()).isSameAs(first);
        assertThat(mailbox.head()).isSameAs(first);
        assertThat(mailbox.taken()).isFalse();
        assertThat(mailbox.head().id()).isEqualTo("u-2-modified");
        assertThat(mailbox.taken()).isTrue();
    }

    @Test
    void refusalsAreCountedFromTheLastSuccess() {
        mailbox.add(event(Change.Type.ADDED, "u", 1), CAPACITY);
        mailbox.add(event(Change.Type.MODIFIED, "u", 2), CAPACITY);
        assertThat(mailbox.failed()).isEqualTo(1);
        assertThat(mailbox.failed()).isEqualTo(2);
        mailbox.taken();
        assertThat(mailbox.failed()).isEqualTo(1);
    }

    @Test
    void theHeadIsNeverReplaced() {
        assertThat(mailbox.add(event(Change.Type.MODIFIED, "u", 1), 1)).isOne();
        assertThat(mailbox.add(event(Change.Type.MODIFIED, "u", 2), 1)).isOne();
        assertThat(mailbox.add(event(Change.Type.MODIFIED, "u", 3), 1)).isZero();
        assertThat(drain()).containsExactly("u-1-modified", "u-3-modified");
    }

    @Test
    void ofADeletedObjectTheModifiedThatWaitGoAndItsAddedBecomesLight() {
        var position = new Events.MemoryPosition();
        WatchEvent added = event(Change.Type.ADDED, "u", "n", 1, position);
        mailbox.add(added, CAPACITY);
        mailbox.add(event(Change.Type.MODIFIED, "u", "n", 2, position), CAPACITY);
        mailbox.add(event(Change.Type.MODIFIED, "u", "n", 3, position), CAPACITY);
        assertThat(mailbox.addDead(event(Change.Type.DELETED, "u", "n", 4, position)))
                .isEqualTo(-1);
        assertThat(mailbox.heavy()).isOne();
        assertThat(mailbox.addedOfDead()).containsExactly(added);
        WatchEvent light = event(Change.Type.ADDED, "u", "n", 1, position);
        mailbox.lighten(Map.of(added, light));
        assertThat(mailbox.heavy()).isZero();
        assertThat(mailbox.head()).isSameAs(light);
        assertThat(drain()).containsExactly("u-1-added", "u-deleted");
    }

    @Test
    void aDeletedWhoseAddedWasTakenMeanwhileHasItsBytesFromTheLedger() {
        var position = new Events.MemoryPosition();
        position.remember(new Ledger.Entry("u", "1", "p", Ledger.State.DELIVERED, Events.bytes("{\"kept\":1}"), null));
        mailbox.add(event(Change.Type.ADDED, "u", "n", 1, position), CAPACITY);
        mailbox.addDead(event(Change.Type.DELETED, "u", "n", 2, position));
        mailbox.taken();
        assertThat(mailbox.addedOfDead()).isEmpty();
        mailbox.lighten(Map.of());
        assertThat(mailbox.heavy()).isZero();
        assertThat(mailbox.head().document().get()).isEqualTo(Events.bytes("{\"kept\":1}"));
    }

    @Test
    void whatCouldNotBeMadeLightIsStillCountedUntilItIsTaken() {
        mailbox.add(event(Change.Type.ADDED, "u", 1), CAPACITY);
        mailbox.addDead(event(Change.Type.DELETED, "u", 2));
        mailbox.lighten(Map.of());
        assertThat(mailbox.heavy()).isOne();
        mailbox.taken();
        mailbox.taken();
        assertThat(mailbox.heavy()).isZero();
    }

    private List<String> drain() {
        var ids = new ArrayList<String>();
        do {
            ids.add(mailbox.head().id());
        } while (!mailbox.taken());
        return ids;
    }
}
