package dev.serai.event;

import static dev.serai.event.Events.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.cache.Change;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MailboxTest {

    private static final int CAPACITY = 8;

    private final Mailbox mailbox = new Mailbox();

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
        mailbox.add(event(Change.Type.ADDED, "u", "n", 1, position), CAPACITY);
        mailbox.add(event(Change.Type.MODIFIED, "u", "n", 2, position), CAPACITY);
        mailbox.add(event(Change.Type.MODIFIED, "u", "n", 3, position), CAPACITY);
        WatchEvent light = event(Change.Type.ADDED, "u", "n", 1, position);
        assertThat(mailbox.addLight(event(Change.Type.DELETED, "u", "n", 4, position), added -> light))
                .isEqualTo(-1);
        assertThat(mailbox.head()).isSameAs(light);
        assertThat(drain()).containsExactly("u-1-added", "u-deleted");
    }

    private List<String> drain() {
        var ids = new ArrayList<String>();
        do {
            ids.add(mailbox.head().id());
        } while (!mailbox.taken());
        return ids;
    }
}
