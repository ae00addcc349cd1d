package dev.serai.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What is logged at INFO and above holds no text of an exception, which may be of a client and hold URLs and credentials:
 * its class is said, and its text at DEBUG by {@code LoggedCause}.
 */
class LoggedExceptionsTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern CALL =
            Pattern.compile("\\bLOG\\s*\\.\\s*(?:info|warn|error)\\(|\\bUnexpectedFailure\\.log\\(\\s*LOG,\\s*\\w+,");
    private static final Pattern THROWABLE = Pattern.compile(
            "\\b(?:Throwable|Error|\\w*Exception) (\\w+)\\b|\\bvar (\\w+) = [^;]*(?:Exception|Throwable)\\.class");
    private static final Pattern CLASS_ONLY = Pattern.compile("LoggedCause\\.trace\\(\\w+\\)|\\w+\\.getClass\\(\\)");

    /** What says the class only, or a text that Serai makes for its operator. */
    private static final Set<String> ALLOWED = Set.of(
            "ApiServer: reason(e)",
            "FailedExchanges: kind(failure)",
            "StartFailure: isOurs(cause) ? reason : LoggedCause.withoutSecrets(reason)",
            "SettingsReloader: refused.getMessage()",
            // What is wrong with an ImagePrepull or a node, in our words.
            "ParsedObjects: e.getMessage()",
            "RouteDirectory: RouteFileFailure.cause(e)",
            "RouteDirectory: file.reason(e)",
            "RouteDirectory: before.reason(e)");

    @Test
    void noExceptionIsLoggedWithItsTextUnlessAtDebug() throws IOException {
        var found = new TreeSet<String>();
        int calls = 0;
        for (Path file : sources()) {
            String source = Files.readString(file);
            Matcher call = CALL.matcher(source);
            while (call.find()) {
                calls++;
                found.addAll(texts(file, source, call.end()));
            }
        }
        assertThat(calls).isGreaterThan(40);
        assertThat(found).isEqualTo(new TreeSet<>(ALLOWED));
    }

    @Test
    void theScanKnowsAnExceptionInEachForm() {
        Path file = Path.of("A.java");
        String caught = "catch (IOException e) { LOG.warn(";
        for (String argument :
                List.of("e", "e.getMessage()", "e.toString()", "\"\" + e", "LoggedCause.of(e)", "why(e)")) {
            String source = caught + "\"said, of {} (e)\",\n x, " + argument + "); }";
            assertThat(texts(file, source, caught.length())).as(argument).hasSize(1);
        }
        for (String argument : List.of("x", "e.getClass().getSimpleName()", "LoggedCause.trace(e)", "\"e\"")) {
            String source = caught + "\"said of {}\", " + argument + "); }";
            assertThat(texts(file, source, caught.length())).as(argument).isEmpty();
        }
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    /** The arguments of a call that begin at {@code from} and are more of an exception than its class. */
    private static List<String> texts(Path file, String source, int from) {
        Set<String> throwables = new HashSet<>();
        Matcher declared = THROWABLE.matcher(source);
        while (declared.find()) {
            throwables.add(declared.group(1) != null ? declared.group(1) : declared.group(2));
        }
        Pattern used = Pattern.compile("\\b(?:" + String.join("|", throwables) + ")\\b");
        String name = file.getFileName().toString().replace(".java", "");
        return arguments(source, from).stream()
                .filter(argument -> argument.contains("getMessage()")
                        || !throwables.isEmpty()
                                && used.matcher(CLASS_ONLY
                                                .matcher(argument.replaceAll("\"(?:[^\"\\\\]|\\\\.)*\"", ""))
                                                .replaceAll(""))
                                        .find())
                .map(argument -> name + ": " + argument)
                .toList();
    }

    private static List<String> arguments(String source, int from) {
        var arguments = new ArrayList<String>();
        var argument = new StringBuilder();
        int depth = 0;
        boolean quoted = false;
        for (int at = from; ; at++) {
            char c = source.charAt(at);
            if (c == '"' && source.charAt(at - 1) != '\\') {
                quoted = !quoted;
            } else if (!quoted && "([{".indexOf(c) >= 0) {
                depth++;
            } else if (!quoted && ")]}".indexOf(c) >= 0) {
                depth--;
            }
            if (depth < 0 || depth == 0 && !quoted && c == ',') {
                arguments.add(argument.toString().strip().replaceAll("\\s+", " "));
                argument.setLength(0);
                if (depth < 0) {
                    return arguments;
                }
            } else {
                argument.append(c);
            }
        }
    }
}
