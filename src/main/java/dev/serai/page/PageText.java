package dev.serai.page;

import org.jspecify.annotations.Nullable;

/** Words of others, as long as the page shows them. They are escaped where they are shown, by the page itself. */
final class PageText {

    private static final int MOST = 300;

    private PageText() {}

    /** The beginning of {@code text}; empty for null. */
    static String of(@Nullable String text) {
        if (text == null) {
            return "";
        }
        return text.length() <= MOST ? text : text.substring(0, MOST) + "…";
    }
}
