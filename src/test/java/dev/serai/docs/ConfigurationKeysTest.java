package dev.serai.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** application.properties is the list of all keys: what is used is there, and what is there is used. */
class ConfigurationKeysTest {

    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final Pattern IN_ROUTES = Pattern.compile("\\{\\{\\??(serai\\.[A-Za-z0-9.-]+)");
    private static final Pattern IN_JAVA = Pattern.compile("values\\.\\w+\\(\\s*\"(serai\\.[A-Za-z0-9.-]+)\"\\)");

    @Test
    void everyKeyThatIsUsedHasADefault() {
        assertThat(defaults()).containsAll(used());
        assertThat(used()).isNotEmpty();
    }

    @Test
    void everyKeyWithADefaultIsUsed() {
        assertThat(used()).containsAll(defaults());
    }

    @Test
    void keysAreFoundInRoutesAndInJava() {
        assertThat(keys(RESOURCES.resolve("routes"), IN_ROUTES)).contains("serai.events.kafka.brokers");
        assertThat(keys(Path.of("src/main/java"), IN_JAVA)).contains("serai.cluster", "serai.writes.per-second");
    }

    private static Set<String> used() {
        var used = new TreeSet<String>();
        used.addAll(keys(RESOURCES.resolve("routes"), IN_ROUTES));
        used.addAll(keys(Path.of("kamelets"), IN_ROUTES));
        used.addAll(keys(Path.of("src/main/java"), IN_JAVA));
        return used;
    }

    private static Set<String> defaults() {
        var properties = new Properties();
        try (var in = Files.newInputStream(RESOURCES.resolve("application.properties"))) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var keys = new TreeSet<>(properties.stringPropertyNames());
        keys.removeIf(key -> !key.startsWith("serai."));
        return keys;
    }

    private static Set<String> keys(Path directory, Pattern pattern) {
        var keys = new TreeSet<String>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Matcher key = pattern.matcher(Files.readString(file));
                while (key.find()) {
                    keys.add(key.group(1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return keys;
    }
}
