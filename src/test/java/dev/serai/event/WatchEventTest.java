package dev.serai.event;

import static dev.serai.event.Events.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.cache.Change;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchEventTest {

    @ParameterizedTest
    @CsvSource({"ADDED, u-7-added, added", "MODIFIED, u-7-modified, modified", "DELETED, u-deleted, deleted"})
    void theIdNamesTheChangeAndNothingElse(Change.Type type, String id, String name) {
        assertThat(event(type, "u", 7).id()).isEqualTo(id);
        assertThat(event(type, "u", 7).typeName()).isEqualTo(name);
    }
}
