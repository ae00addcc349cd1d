package dev.serai.scenario;

/** The URI of a sink, as a scenario names it. */
final class SinkUri {

    private SinkUri() {}

    /** Without options, and as people write it: Camel makes {@code kafka://events} of {@code kafka:events}. */
    static String plain(String uri) {
        String bare = uri.startsWith("http") ? uri : uri.replaceFirst("\\?.*", "");
        return bare.startsWith("http") ? bare : bare.replaceFirst("^([a-z][\\w+.-]*):/*", "$1:");
    }

    /** Whether a sink that was named is the one that was sent to: the same, but for options that are not named. */
    static boolean matches(String named, String sent) {
        String wanted = plain(named);
        String come = plain(sent);
        return wanted.equals(come) || come.startsWith(wanted + "?");
    }
}
