package dev.serai.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fixture.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;

/**
 * What catalogs and editors read of a component. Where it is not what the component is,
 * {@code ./mvnw -Pdescribe process-classes} writes it anew, in {@code target/camel/resources}.
 *
 * @param endpoint the endpoint that it describes
 * @param json the description
 */
public record EndpointDescription(Class<?> endpoint, JsonNode json) {

    /** The description on the class path of the scheme that an endpoint is of. */
    public static EndpointDescription of(Class<?> endpoint, String scheme) {
        String file = "/META-INF/%s/%s.json".formatted(endpoint.getPackageName().replace('.', '/'), scheme);
        try (InputStream in = endpoint.getResourceAsStream(file)) {
            assertThat(in).as(file).isNotNull();
            return new EndpointDescription(endpoint, Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    /** Each option that can be set is described as in the code, and no other is. */
    public void assertEachOption() throws NoSuchFieldException {
        Set<String> options = Arrays.stream(endpoint.getDeclaredFields())
                .filter(field -> field.isAnnotationPresent(UriParam.class) || field.isAnnotationPresent(UriPath.class))
                .map(Field::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> setters = Arrays.stream(endpoint.getDeclaredMethods())
                .map(method -> method.getName())
                .filter(name -> name.startsWith("set"))
                .map(name -> Character.toLowerCase(name.charAt(3)) + name.substring(4))
                .collect(Collectors.toSet());
        assertThat(options).containsAll(setters);
        JsonNode properties = json.path("properties");
        assertThat(options).allSatisfy(option -> assertThat(
                        properties.path(option).path("description").asText())
                .as(option)
                .isNotEmpty());
        for (String option : setters) {
            assertThat(properties.path(option).path("description").asText())
                    .startsWith(endpoint.getDeclaredField(option)
                            .getAnnotation(UriParam.class)
                            .description());
        }
        // What all endpoints have comes besides.
        assertThat(properties
                        .propertyStream()
                        .filter(property ->
                                !property.getValue().path("label").asText().contains("advanced"))
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrderElementsOf(options);
    }

    /** Each of the {@code count} headers is described, and no other is. */
    public void assertEachHeader(Class<?> constants, int count) throws IllegalAccessException {
        Set<String> headers = new TreeSet<>();
        for (Field field : constants.getDeclaredFields()) {
            if (field.isAnnotationPresent(Metadata.class)) {
                headers.add((String) field.get(null));
            }
        }
        assertThat(headers).hasSize(count);
        assertThat(json.path("headers").fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(headers);
        assertThat(json.path("headers"))
                .allSatisfy(header ->
                        assertThat(header.path("description").asText()).isNotEmpty());
    }
}
