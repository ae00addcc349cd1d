package dev.serai.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The rules by which the catalog of Camel checks its kamelets, for ours. */
class KameletFilesTest {
    private static final String SUFFIX = ".kamelet.yaml";
    private static final SortedMap<String, JsonNode> FILES = YamlFiles.in(Path.of("kamelets"), SUFFIX);
    private static final Set<String> TYPES = Set.of("source", "sink", "action");
    private static final Pattern PARAMETER = Pattern.compile("\\{\\{\\??([\\w-]+)(?::[^}]*)?}}");
    private static final Pattern OPTIONAL = Pattern.compile("\\{\\{\\?([\\w-]+)}}");
    private static final Set<String> GIVEN_BY_CAMEL = Set.of("routeId", "parentRouteId");
    private static final Set<String> SMALL_WORDS =
            Set.of("a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with");

    @Test
    void thereAreKamelets() {
        assertThat(FILES).isNotEmpty();
        assertThat(YamlFiles.in(Path.of("kamelets"), ".yaml")).hasSameSizeAs(FILES);
    }

    @Test
    void aFileIsNamedAfterItsKameletAndItsType() {
        assertThat(FILES).allSatisfy((file, kamelet) -> {
            assertThat(kamelet.path("apiVersion").asText()).isEqualTo("camel.apache.org/v1");
            assertThat(kamelet.path("kind").asText()).isEqualTo("Kamelet");
            assertThat(kamelet.at("/metadata/name").asText() + SUFFIX).isEqualTo(file);
            assertThat(TYPES).contains(type(kamelet));
            assertThat(kamelet.at("/metadata/name").asText()).endsWith("-" + type(kamelet));
        });
    }

    @Test
    void aTitleIsCapitalisedUniqueAndEndsInTheType() {
        assertThat(FILES).allSatisfy((file, kamelet) -> {
            String title = definition(kamelet).path("title").asText();
            assertThat(title.toLowerCase(Locale.ROOT)).endsWith(" " + type(kamelet));
            assertThat(title)
                    .doesNotStartWithIgnoringCase("the ")
                    .doesNotStartWithIgnoringCase("a ")
                    .doesNotStartWithIgnoringCase("an ");
            assertCapitalised(title);
            assertThat(definition(kamelet).path("type").asText()).isEqualTo("object");
            assertThat(definition(kamelet).path("description").asText()).isNotBlank();
        });
        assertThat(FILES.values())
                .extracting(kamelet -> definition(kamelet).path("title"))
                .doesNotHaveDuplicates();
        assertThat(FILES.values())
                .extracting(kamelet -> definition(kamelet).path("description"))
                .doesNotHaveDuplicates();
    }

    @Test
    void aParameterIsDescribed() {
        assertThat(FILES).allSatisfy((file, kamelet) -> assertThat(
                        definition(kamelet).path("properties").properties())
                .allSatisfy(property -> {
                    assertCapitalised(property.getValue().path("title").asText());
                    assertThat(property.getValue().path("description").asText()).isNotBlank();
                    assertThat(Set.of("string", "integer", "number", "boolean", "array", "object"))
                            .contains(property.getValue().path("type").asText());
                }));
    }

    @Test
    void everyDeclaredParameterIsUsedAndEveryUsedOneDeclared() {
        assertThat(FILES).allSatisfy((file, kamelet) -> {
            Set<String> declared = names(definition(kamelet).path("properties"));
            Set<String> used = YamlFiles.texts(kamelet.at("/spec/template"))
                    .flatMap(text -> PARAMETER.matcher(text).results())
                    .map((MatchResult parameter) -> parameter.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
            StreamSupport.stream(kamelet.at("/spec/template/beans").spliterator(), false)
                    .forEach(bean -> used.remove(bean.path("name").asText()));
            used.removeAll(GIVEN_BY_CAMEL);

            assertThat(used).isEqualTo(declared);
        });
    }

    @Test
    void everyRequiredParameterIsDeclared() {
        assertThat(FILES).allSatisfy((file, kamelet) -> assertThat(
                        names(definition(kamelet).path("properties")))
                .containsAll(
                        YamlFiles.texts(definition(kamelet).path("required")).toList()));
    }

    @Test
    void aSourceEndsAtItsUserAndASinkBeginsThere() {
        assertThat(FILES).allSatisfy((file, kamelet) -> {
            JsonNode from = kamelet.at("/spec/template/from");
            if (type(kamelet).equals("source")) {
                assertThat(from.path("uri").asText()).isNotBlank().isNotEqualTo("kamelet:source");
                JsonNode last = from.path("steps").path(from.path("steps").size() - 1);
                assertThat(YamlFiles.texts(last)).as("last step").contains("kamelet:sink");
            } else {
                assertThat(from.path("uri").asText()).isEqualTo("kamelet:source");
            }
        });
    }

    @Test
    void theCatalogIsToldWhatItShows() {
        assertThat(FILES).allSatisfy((file, kamelet) -> {
            JsonNode annotations = kamelet.at("/metadata/annotations");
            assertThat(annotations
                            .path("camel.apache.org/kamelet.support.level")
                            .asText())
                    .isIn("Preview", "Stable");
            assertThat(annotations.path("camel.apache.org/catalog.version").asText())
                    .matches("\\d+\\.\\d+\\.\\d+");
            assertThat(annotations.path("camel.apache.org/provider").asText()).isNotBlank();
            assertThat(annotations.path("camel.apache.org/kamelet.group").asText())
                    .isNotBlank();
            assertThat(annotations.path("camel.apache.org/kamelet.namespace").asText())
                    .isNotBlank();
            String icon = annotations.path("camel.apache.org/kamelet.icon").asText();
            assertThat(icon).startsWith("data:image/svg+xml;base64,");
            assertThat(new String(Base64.getDecoder().decode(icon.substring(icon.indexOf(',') + 1)), UTF_8))
                    .startsWith("<svg ")
                    .endsWith("</svg>");
        });
    }

    @Test
    void whatGoesInAndWhatComesOutHasAMediaType() {
        assertThat(FILES).allSatisfy((file, kamelet) -> {
            if (!type(kamelet).equals("source")) {
                assertThat(kamelet.at("/spec/types/in/mediaType").asText()).isNotBlank();
            }
            if (!type(kamelet).equals("sink")) {
                assertThat(kamelet.at("/spec/types/out/mediaType").asText()).isNotBlank();
            }
        });
    }

    @Test
    void aSecretIsMarkedAsOneAndAtLeastOneIs() {
        assertThat(FILES).allSatisfy((file, kamelet) -> assertThat(
                        definition(kamelet).path("properties").properties())
                .filteredOn(property -> property.getKey().matches("(?i).*(secret|password|token).*"))
                .allSatisfy(property -> {
                    assertThat(property.getValue().path("format").asText()).isEqualTo("password");
                    assertThat(YamlFiles.texts(property.getValue().path("x-descriptors")))
                            .containsExactly("urn:camel:group:credentials");
                }));
        assertThat(FILES.values().stream().flatMap(YamlFiles::texts).filter("urn:camel:group:credentials"::equals))
                .isNotEmpty();
    }

    @Test
    void aParameterThatMayBeMissingHasADefaultOrIsUsedAsOne() {
        assertThat(FILES).allSatisfy((file, kamelet) -> {
            Set<String> required =
                    YamlFiles.texts(definition(kamelet).path("required")).collect(Collectors.toSet());
            Set<String> optional = YamlFiles.texts(kamelet.at("/spec/template"))
                    .flatMap(text -> OPTIONAL.matcher(text).results())
                    .map((MatchResult parameter) -> parameter.group(1))
                    .collect(Collectors.toSet());
            assertThat(definition(kamelet).path("properties").properties()).allSatisfy(property -> {
                boolean hasDefault = property.getValue().has("default");
                assertThat(
                                required.contains(property.getKey())
                                        ? !hasDefault
                                        : hasDefault || optional.contains(property.getKey()))
                        .as(property.getKey())
                        .isTrue();
            });
        });
    }

    @Test
    void aDependencyIsOfCamelOrOfMaven() {
        assertThat(FILES).allSatisfy((file, kamelet) -> assertThat(YamlFiles.texts(kamelet.at("/spec/dependencies")))
                .isNotEmpty()
                .allMatch(dependency -> dependency.matches("camel:[a-z0-9-]+|mvn:[\\w.-]+:[\\w.-]+:[\\w.-]+")));
    }

    private static void assertCapitalised(String title) {
        assertThat(title).isNotBlank();
        assertThat(title.split(" "))
                .allMatch(word -> SMALL_WORDS.contains(word) || !Character.isLowerCase(word.charAt(0)), title);
        assertThat(Character.isLowerCase(title.charAt(0))).as(title).isFalse();
    }

    private static String type(JsonNode kamelet) {
        return kamelet.at("/metadata/labels")
                .path("camel.apache.org/kamelet.type")
                .asText();
    }

    private static JsonNode definition(JsonNode kamelet) {
        return kamelet.at("/spec/definition");
    }

    private static Set<String> names(JsonNode properties) {
        return properties.properties().stream().map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));
    }
}
