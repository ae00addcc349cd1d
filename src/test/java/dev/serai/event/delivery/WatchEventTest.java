package dev.serai.event.delivery;

import static dev.serai.event.delivery.Events.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.cache.store.Change;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchEventTest {

    @ParameterizedTest
    @CsvSource({"ADDED, u-7-added, added", "MODIFIED, u-7-modified, modified", "DELETED, u-deleted, deleted"})
    void theIdNamesTheChangeAndNothingElse(Change.Type type, String id, String name) {
        assertThat(event(type, "u", 7).id()).isEqualTo(id);
        assertThat(event(type, "u", 7).typeName()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"ADDED, u-h2-7-added", "MODIFIED, u-h2-7-modified", "DELETED, u-h2-deleted"})
    void afterTheClusterWentBackTheIdNamesTheHistory(Change.Type type, String id) {
        assertThat(event(type, "u", "/api/v1/pods/p", 7, null, 2).id()).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({
        "/apis/example.com/v1alpha1/namespaces/n/widgets/w, /apis/example.com/namespaces/n/widgets/w",
        "/apis/example.com/v1/namespaces/n/widgets/w, /apis/example.com/namespaces/n/widgets/w",
        "/api/v1/namespaces/n/pods/p, /api/v1/namespaces/n/pods/p"
    })
    void inWhicheverVersionAnObjectIsServedItsEventsAreOfOneName(String path, String common) {
        assertThat(event(Change.Type.ADDED, "u", path, 7, null, 0).pathOfAnyVersion())
                .isEqualTo(common);
    }
}
