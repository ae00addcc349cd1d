package dev.serai.settings;

import org.apache.camel.CamelContext;

/** What is set, by key, as what it is meant to be. Every message names the key. */
public record SettingValues(CamelContext context) {

    /** A text without the blanks around it; empty where nothing is set. */
    public String text(String key) {
        return context.resolvePropertyPlaceholders("{{" + key + "}}").strip();
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
     * @throws IllegalArgumentException if it is none
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
