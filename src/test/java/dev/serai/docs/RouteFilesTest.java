package dev.serai.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class RouteFilesTest {
    private static final SortedMap<String, JsonNode> FILES =
            YamlFiles.in(Path.of("src/main/resources/routes"), ".camel.yaml");
    private static final Pattern DIRECT = Pattern.compile("direct:(?://)?([\\w.-]+)");

    @Test
    void thereAreRoutes() {
        assertThat(FILES).isNotEmpty();
        assertThat(YamlFiles.in(Path.of("src/main/resources/routes"), ".yaml")).hasSameSizeAs(FILES);
    }

    @Test
    void everyFileKeepsToTheSchemaOfTheYamlDsl() throws IOException {
        JsonSchema schema;
        try (InputStream file = getClass().getResourceAsStream("/schema/camelYamlDsl.json")) {
            schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(file);
        }
        assertThat(FILES).allSatisfy((name, file) -> assertThat(schema.validate(file))
                .extracting(ValidationMessage::getMessage)
                .isEmpty());
    }

    @Test
    void everyRouteHasAnIdOfItsOwn() {
        assertThat(FILES).allSatisfy((name, file) -> {
            assertThat(routes(file))
                    .allSatisfy(route -> assertThat(route.path("id").asText()).isNotEmpty());
            // Without its own key, a route has no place for an id.
            assertThat(file).noneMatch(entry -> entry.has("from"));
        });
        assertThat(FILES.values().stream().flatMap(RouteFilesTest::routes).map(route -> route.path("id")
                        .asText()))
                .doesNotHaveDuplicates();
    }

    @Test
    void everyDirectEndpointHasExactlyOneConsumerAndAtLeastOneSender() {
        List<String> consumed = FILES.values().stream()
                .flatMap(file -> Stream.concat(routes(file), templates(file)))
                .flatMap(route -> directs(route.at("/from/uri")))
                .toList();
        List<String> sentTo = new ArrayList<>(
                FILES.values().stream().flatMap(RouteFilesTest::directs).toList());
        // A consumer names its endpoint too.
        consumed.forEach(sentTo::remove);

        assertThat(consumed).doesNotHaveDuplicates();
        assertThat(consumed).as("direct endpoints that have a consumer").containsAll(sentTo);
        assertThat(sentTo).as("direct endpoints that are sent to").containsAll(consumed);
    }

    @Test
    void recipesKeepToTheSchemaAndAreShort() throws IOException {
        SortedMap<String, JsonNode> recipes = YamlFiles.in(Path.of("docs/recipes"), ".camel.yaml");
        assertThat(recipes).isNotEmpty();
        String readme = String.join("\n", lines("docs/recipes/README.md"));
        try (InputStream file = getClass().getResourceAsStream("/schema/camelYamlDsl.json")) {
            JsonSchema schema =
                    JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(file);
            assertThat(recipes).allSatisfy((name, recipe) -> {
                assertThat(schema.validate(recipe))
                        .extracting(ValidationMessage::getMessage)
                        .isEmpty();
                assertThat(readme).contains("](" + name + ")");
                // An API is several routes, which are named after it.
                if (entries(recipe, "rest").findAny().isPresent()) {
                    String api = name.replace(".camel.yaml", "-");
                    assertThat(routes(recipe))
                            .allSatisfy(route ->
                                    assertThat(route.path("id").asText()).startsWith(api));
                    return;
                }
                assertThat(routes(recipe)).singleElement().satisfies(route -> assertThat(
                                route.path("id").asText() + ".camel.yaml")
                        .isEqualTo(name));
                assertThat(lines("docs/recipes/" + name))
                        .filteredOn(line -> !line.startsWith("#"))
                        // One that writes has to say what.
                        .hasSizeBetween(5, directs(recipe).anyMatch("write"::equals) ? 32 : 10);
            });
        }
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<JsonNode> routes(JsonNode file) {
        return entries(file, "route");
    }

    private static Stream<JsonNode> templates(JsonNode file) {
        return entries(file, "routeTemplate");
    }

    private static Stream<JsonNode> entries(JsonNode file, String key) {
        return StreamSupport.stream(file.spliterator(), false)
                .filter(entry -> entry.has(key))
                .map(entry -> entry.get(key));
    }

    private static Stream<String> directs(JsonNode node) {
        return YamlFiles.texts(node).flatMap(text -> {
            Stream.Builder<String> found = Stream.builder();
            for (Matcher direct = DIRECT.matcher(text); direct.find(); ) {
                found.add(direct.group(1));
            }
            return found.build();
        });
    }
}
