package dev.serai.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Describes a failure for the log at DEBUG: class and message of it and its causes, without possible secrets. Of a URL
 * only the scheme and host stay, since all other parts may hold credentials. Tokens, keys, passwords and the value of a
 * header {@code Authorization} are removed everywhere.
 */
public final class LoggedCause {

    private record Rule(Pattern secret, String instead) {
        Rule(String secret, String instead) {
            this(Pattern.compile(secret, Pattern.CASE_INSENSITIVE), instead);
        }
    }

    private static final int MOST_CAUSES = 8;
    private static final int MOST_FRAMES = 20;
    private static final int MOST_LETTERS = 1_000;
    private static final String GONE = "***";
    private static final List<Rule> RULES = List.of(
            new Rule("RAW\\([^)]*\\)", GONE),
            new Rule("RAW\\{[^}]*}", GONE),
            new Rule("([a-z][a-z0-9+.-]*://)(?:[^/\\s\"'?#]*@)?([^/\\s\"'?#,)\\]}>]*)[^\\s\"'<>]*", "$1$2"),
            new Rule("\\?[^\\s\"'<>]*=[^\\s\"'<>]*", "?" + GONE),
            new Rule("wh(sec|sk)_[A-Za-z0-9+/=_-]*", GONE),
            new Rule("eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]*)?", GONE),
            new Rule("\\b(bearer|basic|digest)\\s+[A-Za-z0-9+/=_.~-]{6,}", "$1 " + GONE),
            new Rule(
                    "((?:pass(?:word|wd|phrase)?|secret|token|api[-_]?key|credentials?|authorization)[a-z0-9_.-]*[\"']?"
                            + "\\s*[=:]\\s*)(?!(?:bearer|basic|digest)\\b)(\"[^\"]*\"|'[^']*'|[^\\s,;&)\\]}]+)",
                    "$1" + GONE));

    private LoggedCause() {}

    /** Describes a failure; {@code null} is no failure. */
    public static String of(@Nullable Throwable failure) {
        var said = new ArrayList<String>();
        for (Throwable cause = failure; cause != null && said.size() < MOST_CAUSES; cause = cause.getCause()) {
            String message = cause.getMessage();
            said.add(cause.getClass().getName() + (message == null ? "" : ": " + withoutSecrets(message)));
        }
        return said.isEmpty() ? "no exception" : String.join("; caused by ", said);
    }

    /**
     * Describes an unexpected failure for the log at ERROR: the class and the stack. The message is left out, since it
     * may hold secrets; {@link #of} has it.
     */
    public static String trace(Throwable failure) {
        return failure == null
                ? "no exception"
                : failure.getClass().getName()
                        + Arrays.stream(failure.getStackTrace())
                                .limit(MOST_FRAMES)
                                .map(frame -> System.lineSeparator() + "\tat " + frame)
                                .collect(Collectors.joining());
    }

    /** The text on one line, without possible secrets. */
    public static String withoutSecrets(String text) {
        // Shortened first: an exception may repeat something as long as a request.
        String safe = text.length() > MOST_LETTERS ? text.substring(0, MOST_LETTERS) : text;
        for (Rule rule : RULES) {
            safe = rule.secret().matcher(safe).replaceAll(rule.instead());
        }
        return safe.replaceAll("\\p{Cntrl}+", " ");
    }
}
