package dev.serai.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.cloudevent.EventHeaders;
import dev.serai.event.pod.OptionWords;
import dev.serai.event.pod.PodChange;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What catalogs and editors read of kube-watch: is what it is. Where it is not, {@code ./mvnw -Pdescribe process-classes}
 * writes {@code target/camel/resources/META-INF/dev/serai/event/kube-watch.json} anew.
 */
class KubeWatchDescriptionTest {

    private static JsonNode description;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in =
                KubeWatchEndpoint.class.getResourceAsStream("/META-INF/dev/serai/event/kube-watch.json")) {
            assertThat(in).as("the description on the class path").isNotNull();
            description = new ObjectMapper().readTree(in);
        }
    }

    @Test
    void itNamesTheComponent() {
        JsonNode component = description.path("component");
        assertThat(component.path("scheme").asText()).isEqualTo("kube-watch");
        assertThat(component.path("syntax").asText()).isEqualTo("kube-watch:resources");
        assertThat(component.path("javaType").asText()).isEqualTo(KubeWatchComponent.class.getName());
        assertThat(component.path("consumerOnly").asBoolean()).isTrue();
    }

    @Test
    void itHasEachOptionThatCanBeSetWithAWordOnIt() throws NoSuchFieldException {
        Set<String> options = Arrays.stream(KubeWatchEndpoint.class.getDeclaredFields())
                .filter(field -> field.isAnnotationPresent(UriParam.class) || field.isAnnotationPresent(UriPath.class))
                .map(Field::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> setters = Arrays.stream(KubeWatchEndpoint.class.getDeclaredMethods())
                .map(method -> method.getName())
                .filter(name -> name.startsWith("set"))
                .map(name -> Character.toLowerCase(name.charAt(3)) + name.substring(4))
                .collect(Collectors.toSet());
        assertThat(options).containsAll(setters);
        JsonNode properties = description.path("properties");
        assertThat(options).allSatisfy(option -> assertThat(
                        properties.path(option).path("description").asText())
                .as(option)
                .isNotEmpty());
        for (String option : setters) {
            assertThat(properties.path(option).path("description").asText())
                    .startsWith(KubeWatchEndpoint.class
                            .getDeclaredField(option)
                            .getAnnotation(UriParam.class)
                            .description());
        }
        // What all consumers have comes besides.
        assertThat(properties
                        .propertyStream()
                        .filter(property ->
                                !property.getValue().path("label").asText().contains("advanced"))
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrderElementsOf(options);
    }

    @Test
    void theChoicesNamedAreTheChoicesThereAre() {
        JsonNode properties = description.path("properties");
        String changes = properties.path("changes").path("description").asText();
        for (PodChange change : PodChange.values()) {
            assertThat(changes).contains(OptionWords.word(change));
        }
        assertThat(properties.path("redact").path("defaultValue").asBoolean()).isTrue();
        assertThat(properties.path("lanes").path("defaultValue").asInt()).isEqualTo(4);
    }

    @Test
    void itHasEachHeader() throws IllegalAccessException {
        Set<String> headers = new TreeSet<>();
        for (Field field : EventHeaders.class.getDeclaredFields()) {
            if (field.isAnnotationPresent(Metadata.class)) {
                headers.add((String) field.get(null));
            }
        }
        assertThat(headers).hasSize(11);
        assertThat(description.path("headers").fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(headers);
        assertThat(description.path("headers"))
                .allSatisfy(header ->
                        assertThat(header.path("description").asText()).isNotEmpty());
    }
}
