package dev.serai.event;

import static dev.serai.event.Events.bytes;
import static dev.serai.event.Events.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.cache.Change;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchEventTest {

    @ParameterizedTest
    @CsvSource({"ADDED, u-7-added, added", "MODIFIED, u-7-modified, modified", "DELETED, u-deleted, deleted"})
    void theIdNamesTheChangeAndNothingElse(Change.Type type, String id, String name) {
        assertThat(event(type, "u", 7).id()).isEqualTo(id);
        assertThat(event(type, "u", 7).typeName()).isEqualTo(name);
    }

    @Test
    void whatIsAcknowledgedIsRememberedAsItWasSent() {
        var position = new Events.MemoryPosition();
        event(Change.Type.ADDED, "u", 7, position).acknowledge(bytes("sent"));
        assertThat(position.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.uid()).isEqualTo("u");
            assertThat(entry.resourceVersion()).isEqualTo("7");
            assertThat(entry.path()).isEqualTo("/api/v1/namespaces/shop/pods/u");
            assertThat(entry.document()).isEqualTo(bytes("sent"));
        });
        event(Change.Type.DELETED, "u", 8, position).acknowledge(bytes("sent"));
        assertThat(position.entries()).isEmpty();
    }
}
