package dev.serai.security.review;

/**
 * The one object that a field selector chooses. To the API server, and so to RBAC, a list with {@code
 * metadata.name=<name>} is about that object: {@code RequiresExactMatch} in requestinfo.go.
 */
final class NameSelector {

    private static final String NAME = "metadata.name";

    private NameSelector() {}

    /** The name; empty if the selector does not ask for one, or if it is no name. */
    static String nameIn(String fieldSelector) {
        for (String term : fieldSelector.split("(?<!\\\\),", -1)) {
            int sign = term.indexOf('=');
            if (sign > 0 && term.substring(0, sign).equals(NAME)) {
                String value = term.substring(term.startsWith("==", sign) ? sign + 2 : sign + 1);
                return isSegment(value) ? value : "";
            }
        }
        return "";
    }

    private static boolean isSegment(String name) {
        return !name.equals(".") && !name.equals("..") && name.indexOf('/') < 0 && name.indexOf('%') < 0;
    }
}
