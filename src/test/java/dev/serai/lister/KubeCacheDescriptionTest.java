package dev.serai.lister;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.docs.EndpointDescription;
import org.junit.jupiter.api.Test;

/** What catalogs and editors read of kube-cache: is what it is. */
class KubeCacheDescriptionTest {

    private final EndpointDescription description = EndpointDescription.of(KubeCacheEndpoint.class, "kube-cache");

    @Test
    void itNamesTheComponent() {
        JsonNode component = description.json().path("component");
        assertThat(component.path("scheme").asText()).isEqualTo("kube-cache");
        assertThat(component.path("syntax").asText()).isEqualTo("kube-cache:resource");
        assertThat(component.path("javaType").asText()).isEqualTo(KubeCacheComponent.class.getName());
        assertThat(component.path("producerOnly").asBoolean()).isTrue();
    }

    @Test
    void itHasEachOptionThatCanBeSetWithAWordOnIt() throws NoSuchFieldException {
        description.assertEachOption();
    }

    @Test
    void theOperationsNamedAreThoseThereAre() {
        JsonNode words = description.json().path("properties").path("operation").path("enum");
        assertThat(words).hasSameSizeAs(KubeCacheOperation.values());
        assertThat(words).allSatisfy(word -> assertThat(KubeCacheOperation.parse(word.asText()))
                .isNotNull());
    }

    @Test
    void itHasEachHeader() throws IllegalAccessException {
        description.assertEachHeader(KubeCacheHeaders.class, 9);
    }
}
