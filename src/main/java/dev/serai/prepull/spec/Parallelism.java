package dev.serai.prepull.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many nodes work at a time.
 *
 * @param number the number of nodes, or of hundredths of them
 * @param percent whether it is hundredths
 */
public record Parallelism(int number, boolean percent) {

    private static final int DEFAULT = 5;
    private static final Pattern PERCENT = Pattern.compile("([1-9][0-9]?|100)%");

    public Parallelism {
        if (number < 1) {
            throw new IllegalArgumentException(
                    "spec.parallelism is %d; a whole number from 1, or a share such as \"10%%\"".formatted(number));
        }
    }

    static Parallelism parse(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return new Parallelism(DEFAULT, false);
        }
        if (value.isInt()) {
            return new Parallelism(value.asInt(), false);
        }
        Matcher share = PERCENT.matcher(value.asText());
        if (!share.matches()) {
            throw new IllegalArgumentException(
                    "spec.parallelism is %s; a whole number from 1, or a share from \"1%%\" to \"100%%\""
                            .formatted(value));
        }
        return new Parallelism(Integer.parseInt(share.group(1)), true);
    }

    /** How many of {@code nodes} work at a time: a share is rounded up, so that it is never none. */
    public int of(int nodes) {
        return percent ? Math.max(1, (int) ((long) nodes * number + 99) / 100) : number;
    }
}
