package dev.serai.validate.file;

import dev.serai.settings.EditDistance;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The known name that was probably meant. */
public final class Nearest {

    private Nearest() {}

    /** The nearest of the known names; null if none is near enough to have been meant. */
    public static @Nullable String of(String name, Collection<String> known) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(candidate -> !candidate.equals(name))
                .min(Comparator.<String>comparingInt(candidate -> distance(wanted, candidate))
                        .thenComparing(candidate -> candidate))
                .filter(candidate -> distance(wanted, candidate) <= farthest(wanted, candidate))
                .orElse(null);
    }

    /** What would be right: the nearest of the known names, or all of them where they are few; null if neither. */
    public static @Nullable String hint(String name, Collection<String> known) {
        String nearest = of(name, known);
        if (nearest != null) {
            return "did you mean %s?".formatted(nearest);
        }
        return known.isEmpty() || known.size() > 16
                ? null
                : "known are: " + String.join(", ", known.stream().sorted().toList());
    }

    private static int farthest(String wanted, String candidate) {
        if (wanted.length() < 3) {
            return wanted.length() == 2 && candidate.length() == 3 ? 1 : 0;
        }
        return wanted.length() < 5 ? 1 : Math.max(2, wanted.length() / 3);
    }

    // Two letters that changed places are one slip.
    private static int distance(String wanted, String candidate) {
        String lower = candidate.toLowerCase(Locale.ROOT);
        int distance = EditDistance.between(wanted, lower);
        return distance == 2 && letters(wanted).equals(letters(lower)) ? 1 : distance;
    }

    private static List<Integer> letters(String word) {
        return word.chars().sorted().boxed().toList();
    }
}
