package dev.serai.validate.file;

import dev.serai.validate.file.Finding.Rule;
import dev.serai.validate.file.Finding.Severity;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** What is found in one file, each at the place of a node. */
public final class FileFindings {

    private static final Pattern PLACE = Pattern.compile("line (\\d+), column (\\d+)");

    private final String file;
    private final String text;
    private final SortedSet<Finding> all = new TreeSet<>();

    /** {@code text} is the text of the file, in which places are looked up; empty if it cannot be read. */
    public FileFindings(String file, String text) {
        this.file = file;
        this.text = text;
    }

    /** Something that must be mended. */
    public void error(Node node, Rule rule, String reason, @Nullable String right) {
        add(YamlNodes.line(node), YamlNodes.column(node), rule, Severity.ERROR, reason, right);
    }

    /** Something that must be mended, at the place of a part of a text, such as an option in a URI. */
    public void error(Node node, String part, Rule rule, String reason, @Nullable String right) {
        at(node, part, rule, Severity.ERROR, reason, right);
    }

    /** Something that may be meant so. */
    public void warning(Node node, Rule rule, String reason, @Nullable String right) {
        add(YamlNodes.line(node), YamlNodes.column(node), rule, Severity.WARNING, reason, right);
    }

    /** Something that may be meant so, at the place of a part of a text. */
    public void warning(Node node, String part, Rule rule, String reason, @Nullable String right) {
        at(node, part, rule, Severity.WARNING, reason, right);
    }

    /** Why the file cannot be read. */
    public void unreadable(RuntimeException failure) {
        if (failure instanceof RefusedFileException refused) {
            add(refused.line(), refused.column(), Rule.YAML, Severity.ERROR, refused.reason(), null);
        } else if (failure instanceof MarkedYamlEngineException marked
                && marked.getProblemMark().isPresent()) {
            String context = marked.getContext() == null ? "" : marked.getContext() + ", ";
            String problem = context + marked.getProblem();
            // A quote that is not closed is wrong where it begins.
            Mark mark =
                    problem.contains("quoted scalar") && marked.getContextMark().isPresent()
                            ? marked.getContextMark().get()
                            : marked.getProblemMark().get();
            add(mark.getLine() + 1, mark.getColumn() + 1, Rule.YAML, Severity.ERROR, problem, advice(problem));
        } else if (failure instanceof YamlEngineException) {
            String message = String.valueOf(failure.getMessage());
            Matcher place = PLACE.matcher(message);
            boolean placed = place.find();
            add(
                    placed ? Integer.parseInt(place.group(1)) : 1,
                    placed ? Integer.parseInt(place.group(2)) : 1,
                    Rule.YAML,
                    Severity.ERROR,
                    message.lines().findFirst().orElse(message),
                    null);
        } else {
            throw failure;
        }
    }

    /** All of them, in the order of their places. */
    public List<Finding> all() {
        return List.copyOf(all);
    }

    private static @Nullable String advice(String problem) {
        if (problem.contains("'\\t'") || problem.contains("TAB") || problem.contains("\\t(")) {
            return "indent with spaces; YAML takes no tabs there";
        }
        if (problem.contains("mapping values are not allowed")) {
            return "put a text with ': ' in it in quotes, or indent the line as the others are";
        }
        if (problem.contains("quoted scalar")) {
            return "close the quote";
        }
        if (problem.contains("expected <block end>")) {
            return "indent the line as those before it are, or as those it belongs to";
        }
        if (problem.contains("expected a single document")) {
            return "one file is one document: take the second --- out";
        }
        return null;
    }

    private void at(Node node, String part, Rule rule, Severity severity, String reason, @Nullable String right) {
        int start = text.offsetByCodePoints(0, node.getStartMark().orElseThrow().getIndex());
        int end = text.offsetByCodePoints(0, node.getEndMark().orElseThrow().getIndex());
        int found = text.substring(start, end).indexOf(part);
        if (found < 0) {
            add(YamlNodes.line(node), YamlNodes.column(node), rule, severity, reason, right);
            return;
        }
        String before = text.substring(0, start + found);
        int lineStart = before.lastIndexOf('\n') + 1;
        add(
                1 + (int) before.chars().filter(c -> c == '\n').count(),
                1 + before.codePointCount(lineStart, before.length()),
                rule,
                severity,
                reason,
                right);
    }

    private void add(int line, int column, Rule rule, Severity severity, String reason, @Nullable String right) {
        all.add(new Finding(file, line, column, rule, severity, reason, right));
    }
}
