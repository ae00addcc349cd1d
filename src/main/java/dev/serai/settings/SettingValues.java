package dev.serai.settings;

import java.util.Map;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * The values of settings by key, in their types. Every message names the key.
 *
 * @param valueOf returns the text of a key's value; null if the key is unknown
 */
public record SettingValues(Function<String, @Nullable String> valueOf) {

    /** The values that Camel knows, including its own keys. */
    public static SettingValues of(CamelContext context) {
        return new SettingValues(key -> context.resolvePropertyPlaceholders("{{" + key + "}}"));
    }

    /** The values of a file with all keys in it. */
    public static SettingValues of(Map<String, String> settings) {
        return new SettingValues(settings::get);
    }

    /**
     * A text without the blanks around it; empty if nothing is set.
     *
     * @throws IllegalArgumentException if there is no such key
     */
    public String text(String key) {
        String value = valueOf.apply(key);
        if (value == null) {
            throw new IllegalArgumentException("%s is not set".formatted(key));
        }
        return value.strip();
    }

    /**
     * A choice between {@code true} and {@code false}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public boolean flag(String key) {
        String value = text(key);
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException("%s is '%s'; it is true or false".formatted(key, value));
        }
        return Boolean.parseBoolean(value);
    }

    /**
     * A whole number.
     *
     * @throws IllegalArgumentException if it is not a number
     */
    public int number(String key) {
        String value = text(key);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%s is '%s'; it is a whole number".formatted(key, value), e);
        }
    }
}
