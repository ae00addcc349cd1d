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
        mailbox.add(event(Change.Type.ADDED, "u", 1));
        mailbox.add(event(Change.Type.MODIFIED, "u", 2));
        mailbox.add(event(Change.Type.DELETED, "u", 3));
        assertThat(drain()).containsExactly("u-1-added", "u-2-modified", "u-deleted");
    }

    @Test
    void whenItIsFullALaterModifiedTakesThePlaceOfTheOneBeforeIt() {
        assertThat(mailbox.add(event(Change.Type.ADDED, "u", 0))).isFalse();
        int replaced = 0;
        for (int version = 1; version <= 1_000; version++) {
            replaced += mailbox.add(event(Change.Type.MODIFIED, "u", version)) ? 1 : 0;
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
            mailbox.add(event(Change.Type.ADDED, "u" + life, life));
            mailbox.add(event(Change.Type.DELETED, "u" + life, life));
            expected.add("u%1$s-%1$s-added".formatted(life));
            expected.add("u%s-deleted".formatted(life));
        }
        assertThat(drain()).isEqualTo(expected);
    }

    @Test
    void aModifiedNeverTakesThePlaceOfAnotherKind() {
        for (int version = 1; version < CAPACITY; version++) {
            mailbox.add(event(Change.Type.MODIFIED, "u", version));
        }
        mailbox.add(event(Change.Type.DELETED, "u", CAPACITY));
        assertThat(mailbox.add(event(Change.Type.MODIFIED, "u", 90))).isFalse();
        assertThat(mailbox.add(event(Change.Type.MODIFIED, "u", 91))).isTrue();
        assertThat(drain()).hasSize(CAPACITY + 1).endsWith("u-deleted", "u-91-modified");
    }

    @Test
    void theHeadStaysUntilItIsTaken() {
        WatchEvent first = event(Change.Type.ADDED, "u", 1);
        mailbox.add(first);
        mailbox.add(event(Change.Type.MODIFIED, "u", 2));
        assertThat(mailbox.head()).isSameAs(first);
        assertThat(mailbox.head()).isSameAs(first);
        assertThat(mailbox.taken()).isFalse();
        assertThat(mailbox.head().id()).isEqualTo("u-2-modified");
        assertThat(mailbox.taken()).isTrue();
    }

    @Test
    void refusalsAreCountedFromTheLastSuccess() {
        mailbox.add(event(Change.Type.ADDED, "u", 1));
        mailbox.add(event(Change.Type.MODIFIED, "u", 2));
        assertThat(mailbox.failed()).isEqualTo(1);
        assertThat(mailbox.failed()).isEqualTo(2);
        mailbox.taken();
        assertThat(mailbox.failed()).isEqualTo(1);
    }

    private List<String> drain() {
        var ids = new ArrayList<String>();
        do {
            ids.add(mailbox.head().id());
        } while (!mailbox.taken());
        return ids;
    }
}
