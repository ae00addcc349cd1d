package dev.serai.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.cluster.ClusterConfiguration;
import dev.serai.fixture.http.Json;
import dev.serai.security.Authentication;
import dev.serai.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is said to users speaks only of settings that there are. */
class DocumentedSettingsTest {

    private static final Set<String> SPOKEN = Set.of(
            "README.md",
            "CHANGELOG.md",
            "CONTRIBUTING.md",
            "docs",
            "deploy",
            "examples",
            "kamelets",
            "bench",
            "src/main/resources");
    private static final Pattern TEXT = Pattern.compile(".*(\\.(md|yaml|yml|properties|sh)|/Dockerfile|/[a-z-]+)");

    // KEY=value, "KEY to value", and the value of a container's variable.
    private static final String VALUE = "(?:(?:=|\\s+to\\s+(?:#\\s+)?|\\s+value: *\"?)([\\w-]+))?";
    private static final Pattern VARIABLE = Pattern.compile("\\b((?:SERAI|CAMEL)_[A-Z_]*[A-Z])\\b(?!_)" + VALUE);
    private static final Pattern KEY = Pattern.compile(
            "(?<![\\w./@-])((?:serai|camel)\\.[A-Za-z][A-Za-z0-9.-]*[A-Za-z0-9])(?![\\w-]|\\.[\\w*])" + VALUE);
    // Files, the domain of labels and annotations, and kinds of objects.
    private static final Pattern NO_KEY =
            Pattern.compile("serai\\.(jar|yaml|dev|properties)\\b.*|camel\\.(yaml|apache)\\b.*");
    private static final Pattern LITERAL = Pattern.compile("\"(serai\\.[a-z.-]+)(\")");

    // Values that are one of a few words, by key.
    private static final Map<String, Consumer<String>> CHECKS =
            Map.of("serai.cluster", ClusterConfiguration::parse, "serai.auth.mode", Authentication::modes);

    @Test
    void everyVariableThatIsSpokenOfIsKnown() {
        var spoken = new TreeMap<String, String>();
        texts().forEach((file, text) -> find(VARIABLE, text, (name, value) -> spoken.put(name, file)));
        spoken.remove("SERAI_CONFIG");

        assertThat(spoken).containsKeys("SERAI_CLUSTER", "SERAI_AUTH_ALLOW_ANONYMOUS", "CAMEL_SERVER_HOST");
        Set<String> camelKeys = camelKeys();
        assertThat(spoken).allSatisfy((variable, file) -> assertThat(
                        !Settings.of(Map.of(variable, "1")).overrides().isEmpty() || isKnown(variable, camelKeys))
                .as("%s in %s", variable, file)
                .isTrue());
    }

    @Test
    void everyKeyThatIsSpokenOfIsKnown() {
        Set<String> known = new TreeSet<>(defaults());
        known.addAll(camelKeys());
        Set<String> meters = meters();
        var spoken = new TreeMap<String, String>();
        texts().forEach((file, text) -> find(KEY, text, (name, value) -> spoken.put(name, file)));
        spoken.keySet().removeIf(name -> NO_KEY.matcher(name).matches() || meters.contains(name));

        assertThat(spoken).containsKeys("serai.cluster", "serai.routes.directory", "camel.server.host");
        assertThat(spoken).allSatisfy((key, file) -> assertThat(isKnown(key, known))
                .as("%s in %s", key, file)
                .isTrue());
    }

    @Test
    void everyValueThatIsSpokenOfIsTaken() {
        var keys = defaults().stream().collect(Collectors.toMap(Settings::variable, key -> key));
        var values = new TreeSet<String>();
        texts().values().forEach(text -> {
            find(KEY, text, (key, value) -> values.add(key + "=" + value));
            find(VARIABLE, text, (variable, value) -> values.add(keys.get(variable) + "=" + value));
        });
        values.removeIf(pair -> pair.endsWith("=null") || !CHECKS.containsKey(pair.split("=")[0]));

        assertThat(values).contains("serai.cluster=demo");
        assertThat(values).allSatisfy(pair -> assertThatCode(
                        () -> CHECKS.get(pair.split("=")[0]).accept(pair.split("=")[1]))
                .doesNotThrowAnyException());
    }

    private interface Found {
        void found(String name, String value);
    }

    private static void find(Pattern pattern, String text, Found found) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.found(matcher.group(1), matcher.group(2));
        }
    }

    // Camel takes its keys with dashes and with capitals, and as variables. Groups of them are spoken of too.
    private static boolean isKnown(String key, Set<String> known) {
        String plain = plain(key);
        return known.stream()
                .anyMatch(one ->
                        plain(one).equals(plain) || key.startsWith("camel.component") && one.startsWith(key + "."));
    }

    private static String plain(String key) {
        return key.replaceAll("[._-]", "").toLowerCase(Locale.ROOT);
    }

    private static Map<String, String> texts() {
        return SPOKEN.stream()
                .flatMap(path -> files(Path.of(path)))
                .filter(file -> TEXT.matcher(file.toString()).matches())
                .collect(Collectors.toMap(Path::toString, DocumentedSettingsTest::read, (a, b) -> a, TreeMap::new));
    }

    /** Meters are spoken of by their names in Java, which look like keys. */
    private static Set<String> meters() {
        var meters = new TreeSet<String>();
        files(Path.of("src/main/java")).forEach(file -> find(LITERAL, read(file), (name, value) -> meters.add(name)));
        meters.removeAll(defaults());
        return meters;
    }

    private static Set<String> defaults() {
        var properties = new Properties();
        try (InputStream in = Files.newInputStream(Path.of("src/main/resources/application.properties"))) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.stringPropertyNames();
    }

    private static Set<String> camelKeys() {
        var keys = new TreeSet<String>();
        for (JsonNode property :
                json("META-INF/camel-main-configuration-metadata.json").path("properties")) {
            keys.add(property.path("name").textValue());
        }
        for (String component : Set.of("kafka", "kamelet", "platform-http", "http")) {
            json("META-INF/org/apache/camel/component/%s/%s.json".formatted(component.replace('-', '/'), component))
                    .path("componentProperties")
                    .fieldNames()
                    .forEachRemaining(option -> keys.add("camel.component." + component + "." + option));
        }
        return keys;
    }

    private static JsonNode json(String resource) {
        try (InputStream in = DocumentedSettingsTest.class.getClassLoader().getResourceAsStream(resource)) {
            return Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> files(Path path) {
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
