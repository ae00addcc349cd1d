package dev.serai.event.pod;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Options that list some of a few words, separated by commas. */
public final class OptionWords {

    private OptionWords() {}

    /**
     * Reads the words of an option; empty if there is none.
     *
     * @throws IllegalArgumentException if one of them is not the {@link #word} of a constant
     */
    public static <E extends Enum<E>> Set<E> parse(String option, String value, Class<E> type) {
        Set<E> chosen = EnumSet.noneOf(type);
        for (String word : value.split(",")) {
            if (!word.isBlank()) {
                chosen.add(find(option, word.strip(), type));
            }
        }
        return chosen;
    }

    /** The name of a constant in options, types and ids. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <E extends Enum<E>> E find(String option, String word, Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> word(constant).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("kube-watch: %s: '%s' is none of %s"
                        .formatted(
                                option,
                                word,
                                Arrays.stream(type.getEnumConstants())
                                        .map(OptionWords::word)
                                        .collect(Collectors.joining(", ")))));
    }
}
