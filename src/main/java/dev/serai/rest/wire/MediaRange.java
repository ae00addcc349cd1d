package dev.serai.rest.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A part of an {@code Accept} header, read as the API server reads it: {@code ParseAccept} of goautoneg, whose order is
 * its own where quality and wildcards disagree.
 *
 * @param type such as {@code application}; {@code *} for any
 * @param subtype such as {@code json}; {@code *} for any
 * @param quality how much it is wanted; what is not wanted at all comes last and is taken all the same
 * @param parameters all others
 */
record MediaRange(String type, String subtype, float quality, Map<String, String> parameters) {

    /** The ranges of an {@code Accept} header, the most wanted first. Malformed ones are passed over. */
    static List<MediaRange> parse(String accept) {
        var ranges = new ArrayList<MediaRange>();
        for (String part : accept.split(",")) {
            MediaRange range = of(part);
            if (range != null) {
                ranges.add(range);
            }
        }
        sort(ranges);
        return ranges;
    }

    /** Whether it means {@code application/<subtype>}, by name or by a wildcard. */
    boolean means(String application) {
        return type.equals("application") && (subtype.equals(application) || subtype.equals("*"))
                || type.equals("*") && subtype.equals("*");
    }

    /** A parameter; empty where there is none. */
    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    private static @Nullable MediaRange of(String part) {
        String[] pieces = part.split(";");
        String[] name = pieces.length == 0 ? new String[0] : trimmed(pieces[0]).split("/", -1);
        boolean alone = name.length == 1 || name.length == 2 && name[1].isEmpty();
        boolean any = alone && name[0].equals("*");
        if (!any && (alone || name.length != 2)) {
            return null;
        }
        float quality = 1;
        Map<String, String> parameters = new HashMap<>();
        for (int i = 1; i < pieces.length; i++) {
            String[] pair = pieces[i].split("=", -1);
            if (pair.length != 2 || pair[1].isEmpty()) {
                continue;
            }
            if (trimmed(pair[0]).equals("q")) {
                quality = quality(pair[1]);
            } else {
                parameters.put(trimmed(pair[0]), trimmed(pair[1]));
            }
        }
        return new MediaRange(trimmed(name[0]), any ? "*" : trimmed(name[1]), quality, parameters);
    }

    private static float quality(String text) {
        try {
            // Java would also take blanks around it and a letter behind it.
            return text.matches("[-+.0-9eE]+") ? Float.parseFloat(text) : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    // Go's sort of a short list. Its order is not total, so another algorithm would give another result.
    private static void sort(List<MediaRange> ranges) {
        for (int i = 1; i < ranges.size(); i++) {
            for (int j = i; j > 0 && ranges.get(j).isBefore(ranges.get(j - 1)); j--) {
                MediaRange before = ranges.set(j - 1, ranges.get(j));
                ranges.set(j, before);
            }
        }
    }

    private boolean isBefore(MediaRange other) {
        return quality > other.quality
                || !type.equals("*") && other.type.equals("*")
                || !subtype.equals("*") && other.subtype.equals("*");
    }

    // Only blanks, as in goautoneg.
    private static String trimmed(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && text.charAt(begin) == ' ') {
            begin++;
        }
        while (end > begin && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(begin, end);
    }
}
