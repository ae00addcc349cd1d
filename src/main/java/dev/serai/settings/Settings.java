package dev.serai.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The sources of settings; later ones win: {@code application.properties} of the jar, which holds every key with its
 * default, the file that {@code SERAI_CONFIG} names, and the environment.
 *
 * @param file the file that {@code SERAI_CONFIG} names; null if it names none
 * @param locations where Camel must look for properties, the first one wins
 * @param overrides the settings of the environment
 */
public record Settings(@Nullable Path file, String locations, Map<String, String> overrides) {

    private static final String DEFAULTS = "application.properties";
    private static final String FILE_VARIABLE = "SERAI_CONFIG";
    private static final String KEY_PREFIX = "serai.";
    private static final String VARIABLE_PREFIX = "SERAI_";

    /**
     * Reads the environment.
     *
     * @throws IllegalArgumentException if it sets a key that Serai does not know, or the file cannot be read
     */
    public static Settings of(Map<String, String> environment) {
        SortedSet<String> known = knownKeys();
        String file = environment.get(FILE_VARIABLE);
        if (file != null) {
            checkFile(Path.of(file), known);
        }
        return new Settings(
                file == null ? null : Path.of(file),
                file == null ? "classpath:" + DEFAULTS : "file:" + file + ",classpath:" + DEFAULTS,
                overrides(environment, known));
    }

    /**
     * The current settings: the file may have changed since the start.
     *
     * @throws IllegalArgumentException as {@link #of}
     */
    public Map<String, String> current() {
        var current = new Properties();
        try (InputStream in = Settings.class.getClassLoader().getResourceAsStream(DEFAULTS)) {
            current.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (file != null) {
            checkFile(file, knownKeys());
            try (InputStream in = Files.newInputStream(file)) {
                current.load(in);
            } catch (IOException e) {
                throw new IllegalArgumentException(
                        "%s names '%s', which cannot be read".formatted(FILE_VARIABLE, file), e);
            }
        }
        var settings = new HashMap<String, String>();
        current.stringPropertyNames().forEach(key -> settings.put(key, current.getProperty(key)));
        settings.putAll(overrides);
        return settings;
    }

    private static SortedSet<String> knownKeys() {
        try (InputStream in = Settings.class.getClassLoader().getResourceAsStream(DEFAULTS)) {
            return keys(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SortedSet<String> keys(InputStream in) throws IOException {
        var properties = new Properties();
        properties.load(in);
        return new TreeSet<>(properties.stringPropertyNames());
    }

    private static void checkFile(Path file, SortedSet<String> known) {
        try (InputStream in = Files.newInputStream(file)) {
            for (String key : keys(in)) {
                if (key.startsWith(KEY_PREFIX) && !known.contains(key)) {
                    throw unknown("%s in %s".formatted(key, file), nearest(key, known));
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("%s names '%s', which cannot be read".formatted(FILE_VARIABLE, file), e);
        }
    }

    private static Map<String, String> overrides(Map<String, String> environment, SortedSet<String> known) {
        var byVariable = new TreeMap<String, String>();
        known.forEach(key -> byVariable.put(variable(key), key));
        var overrides = new HashMap<String, String>();
        environment.forEach((name, value) -> {
            if (ServiceVariables.contains(name, value)) {
                return;
            }
            if (byVariable.containsKey(name)) {
                // In Camel, the file would win over the environment.
                overrides.put(byVariable.get(name), value);
            } else if (name.startsWith(VARIABLE_PREFIX) && !name.equals(FILE_VARIABLE)) {
                throw unknown(name, nearest(name, byVariable.keySet()));
            }
        });
        return overrides;
    }

    /** The variable that sets a key: {@code SERAI_CACHE_RESOURCES} for {@code serai.cache.resources}. */
    public static String variable(String key) {
        return key.replaceAll("([a-z])([A-Z])", "$1_$2").replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
    }

    private static IllegalArgumentException unknown(String what, String nearest) {
        return new IllegalArgumentException("unknown setting %s; did you mean %s?".formatted(what, nearest));
    }

    private static String nearest(String name, Set<String> names) {
        return names.stream()
                .min(Comparator.comparingInt(candidate -> EditDistance.between(name, candidate)))
                .orElseThrow();
    }
}
