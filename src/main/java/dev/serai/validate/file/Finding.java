package dev.serai.validate.file;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Something that is wrong with a file.
 *
 * @param file the name of the file
 * @param line the line, from 1
 * @param column the column, from 1
 * @param rule what was looked at
 * @param severity whether it must be mended
 * @param reason what is wrong, with the value
 * @param right what would be right; null where the reason says it
 */
public record Finding(
        String file,
        int line,
        int column,
        Rule rule,
        Severity severity,
        String reason,
        @Nullable String right) implements Comparable<Finding> {

    private static final Comparator<Finding> PLACE = Comparator.comparing(Finding::file)
            .thenComparingInt(Finding::line)
            .thenComparingInt(Finding::column)
            .thenComparing(Finding::reason);

    /** Whether it must be mended. */
    public enum Severity {
        /** It does not do what it is to do. */
        ERROR,
        /** It may be meant so. */
        WARNING
    }

    /** What is looked at. */
    public enum Rule {
        /** The text of the file. */
        YAML(false),
        /** The words of Camel's YAML DSL. */
        SCHEMA(false),
        /** The scheme of a URI. */
        COMPONENT(false),
        /** An option of an endpoint or a kamelet. */
        OPTION(false),
        /** An expression, or the language of one. */
        EXPRESSION(false),
        /** A kamelet, and what it declares. */
        KAMELET(false),
        /** An id or a name that is missing or taken. */
        ID(false),
        /** A class or a bean. */
        BEAN(false),
        /** A placeholder of a setting. */
        PLACEHOLDER(false),
        /** What a route refers to, and which may come later. */
        REFERENCE(true),
        /** A consumer that loses events. */
        CONSUMER(true),
        /** An event that counts as delivered before it is. */
        ACKNOWLEDGEMENT(true),
        /** The name of a header. */
        HEADER(true),
        /** A secret that is written out. */
        SECRET(true),
        /** The path of a service. */
        PATH(true),
        /** A scenario. */
        SCENARIO(true);

        private final boolean loadable;

        Rule(boolean loadable) {
            this.loadable = loadable;
        }

        /** Whether Serai can load the file all the same. */
        public boolean isLoadable() {
            return loadable;
        }
    }

    /** Whether it must be mended. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** {@code file:line:column: reason; what would be right}. */
    public String text() {
        return "%s:%d:%d: %s%s".formatted(file, line, column, isError() ? "" : "warning: ", message());
    }

    /** The reason, and what would be right. */
    public String message() {
        return right == null ? reason : reason + "; " + right;
    }

    @Override
    public int compareTo(Finding other) {
        return PLACE.compare(this, other);
    }
}
