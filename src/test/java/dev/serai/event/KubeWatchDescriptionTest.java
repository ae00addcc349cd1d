package dev.serai.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.cloudevent.EventHeaders;
import dev.serai.docs.EndpointDescription;
import dev.serai.event.pod.OptionWords;
import dev.serai.event.pod.PodChange;
import org.junit.jupiter.api.Test;

/** What catalogs and editors read of kube-watch: is what it is. */
class KubeWatchDescriptionTest {

    private final EndpointDescription description = EndpointDescription.of(KubeWatchEndpoint.class, "kube-watch");

    @Test
    void itNamesTheComponent() {
        JsonNode component = description.json().path("component");
        assertThat(component.path("scheme").asText()).isEqualTo("kube-watch");
        assertThat(component.path("syntax").asText()).isEqualTo("kube-watch:resources");
        assertThat(component.path("javaType").asText()).isEqualTo(KubeWatchComponent.class.getName());
        assertThat(component.path("consumerOnly").asBoolean()).isTrue();
    }

    @Test
    void itHasEachOptionThatCanBeSetWithAWordOnIt() throws NoSuchFieldException {
        description.assertEachOption();
    }

    @Test
    void theChoicesNamedAreTheChoicesThereAre() {
        JsonNode properties = description.json().path("properties");
        String changes = properties.path("changes").path("description").asText();
        for (PodChange change : PodChange.values()) {
            assertThat(changes).contains(OptionWords.word(change));
        }
        assertThat(properties.path("redact").path("defaultValue").asBoolean()).isTrue();
        assertThat(properties.path("lanes").path("defaultValue").asInt()).isEqualTo(4);
    }

    @Test
    void itHasEachHeader() throws IllegalAccessException {
        description.assertEachHeader(EventHeaders.class, 11);
    }
}
