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

    private final ObjectQueue queue = new ObjectQueue();

    @Test
    void eventsComeOutInTheOrderTheyWentIn() {
        queue.add(event(Change.Type.ADDED, "u", 1), CAPACITY);
        queue.add(event(Change.Type.MODIFIED, "u", 2), CAPACITY);
        queue.add(event(Change.Type.DELETED, "u", 3), CAPACITY);
        assertThat(drain()).containsExactly("u-1-added", "u-2-modified", "u-deleted");
    }

    @Test
    void whenItIsFullALaterModifiedTakesThePlaceOfTheOneBeforeIt() {
        assertThat(queue.add(event(Change.Type.ADDED, "u", 0), CAPACITY)).isOne();
        int replaced = 0;
        for (int version = 1; version <= 1_000; version++) {
            replaced += 1 - queue.add(event(Change.Type.MODIFIED, "u", version), CAPACITY);
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
            queue.add(event(Change.Type.ADDED, "u" + life, life), CAPACITY);
            queue.add(event(Change.Type.DELETED, "u" + life, life), CAPACITY);
            expected.add("u%1$s-%1$s-added".formatted(life));
            expected.add("u%s-deleted".formatted(life));
        }
        assertThat(drain()).isEqualTo(expected);
    }

    @Test
    void aModifiedNeverTakesThePlaceOfAnotherKind() {
        for (int version = 1; version < CAPACITY; version++) {
            queue.add(event(Change.Type.MODIFIED, "u", version), CAPACITY);
        }
        queue.add(event(Change.Type.DELETED, "u", CAPACITY), CAPACITY);
        assertThat(queue.add(event(Change.Type.MODIFIED, "u", 90), CAPACITY)).isOne();
        assertThat(queue.add(event(Change.Type.MODIFIED, "u", 91), CAPACITY)).isZero();
        assertThat(drain()).hasSize(CAPACITY + 1).endsWith("u-deleted", "u-91-modified");
    }

    @Test
    void theHeadStaysUntilItIsTaken() {
        WatchEvent first = event(Change.Type.ADDED, "u", 1);
        queue.add(first, CAPACITY);
        queue.add(event(Change.Type.MODIFIED, "u", 2), CAPACITY);
        assertThat(queue.head()).isSameAs(first);
        assertThat(queue.head()).isSameAs(first);
        assertThat(queue.taken()).isFalse();
        assertThat(queue.head().id()).isEqualTo("u-2-modified");
        assertThat(queue.taken()).isTrue();
    }

    @Test
    void refusalsAreCountedFromTheLastSuccess() {
        queue.add(event(Change.Type.ADDED, "u", 1), CAPACITY);
        queue.add(event(Change.Type.MODIFIED, "u", 2), CAPACITY);
        assertThat(queue.failed()).isEqualTo(1);
        assertThat(queue.failed()).isEqualTo(2);
        queue.taken();
        assertThat(queue.failed()).isEqualTo(1);
    }

    @Test
    void theHeadIsNeverReplaced() {
        assertThat(queue.add(event(Change.Type.MODIFIED, "u", 1), 1)).isOne();
        assertThat(queue.add(event(Change.Type.MODIFIED, "u", 2), 1)).isOne();
        assertThat(queue.add(event(Change.Type.MODIFIED, "u", 3), 1)).isZero();
        assertThat(drain()).containsExactly("u-1-modified", "u-3-modified");
    }

    @Test
    void ofADeletedObjectTheModifiedThatWaitGoAndItsAddedBecomesLight() {
        var position = new Events.MemoryPosition();
        WatchEvent added = event(Change.Type.ADDED, "u", "n", 1, position);
        queue.add(added, CAPACITY);
        queue.add(event(Change.Type.MODIFIED, "u", "n", 2, position), CAPACITY);
        queue.add(event(Change.Type.MODIFIED, "u", "n", 3, position), CAPACITY);
        assertThat(queue.addWithoutBytes(event(Change.Type.DELETED, "u", "n", 4, position)))
                .isEqualTo(-1);
        assertThat(queue.deadWithBytes()).isOne();
        assertThat(queue.addedOfDead()).containsExactly(added);
        WatchEvent withoutBytes = event(Change.Type.ADDED, "u", "n", 1, position);
        queue.releaseBytes(Map.of(added, withoutBytes));
        assertThat(queue.deadWithBytes()).isZero();
        assertThat(queue.head()).isSameAs(withoutBytes);
        assertThat(drain()).containsExactly("u-1-added", "u-deleted");
    }

    @Test
    void aDeletedWhoseAddedWasTakenMeanwhileHasItsBytesFromTheLedger() {
        var position = new Events.MemoryPosition();
        position.remember(new Ledger.Entry("u", "1", "p", Ledger.State.DELIVERED, Events.bytes("{\"kept\":1}"), null));
        queue.add(event(Change.Type.ADDED, "u", "n", 1, position), CAPACITY);
        queue.addWithoutBytes(event(Change.Type.DELETED, "u", "n", 2, position));
        queue.taken();
        assertThat(queue.addedOfDead()).isEmpty();
        queue.releaseBytes(Map.of());
        assertThat(queue.deadWithBytes()).isZero();
        assertThat(queue.head().document().get()).isEqualTo(Events.bytes("{\"kept\":1}"));
    }

    @Test
    void whatCouldNotBeMadeLightIsStillCountedUntilItIsTaken() {
        queue.add(event(Change.Type.ADDED, "u", 1), CAPACITY);
        queue.addWithoutBytes(event(Change.Type.DELETED, "u", 2));
        queue.releaseBytes(Map.of());
        assertThat(queue.deadWithBytes()).isOne();
        queue.taken();
        queue.taken();
        assertThat(queue.deadWithBytes()).isZero();
    }

    private List<String> drain() {
        var ids = new ArrayList<String>();
        do {
            ids.add(queue.head().id());
        } while (!queue.taken());
        return ids;
    }
}
