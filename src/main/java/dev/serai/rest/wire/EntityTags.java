package dev.serai.rest.wire;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a caller has already: the header {@code If-None-Match} (RFC 9110, section 13.1.2). */
public final class EntityTags {

    private static final Pattern TAG = Pattern.compile("(?:W/)?(\"[^\"]*\")");

    private EntityTags() {}

    /**
     * Whether {@code tag}, quoted and strong, is among them. A weak tag of the caller counts too: for a read there is
     * no difference.
     */
    public static boolean name(List<String> headers, String tag) {
        return headers.stream().anyMatch(header -> header.strip().equals("*") || names(header, tag));
    }

    private static boolean names(String header, String tag) {
        for (Matcher found = TAG.matcher(header); found.find(); ) {
            if (found.group(1).equals(tag)) {
                return true;
            }
        }
        return false;
    }
}
