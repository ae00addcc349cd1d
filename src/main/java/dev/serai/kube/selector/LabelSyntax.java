package dev.serai.kube.selector;

import dev.serai.kube.GoQuote;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The syntax of label keys and values, in the words of {@code k8s.io/apimachinery/pkg/api/validate/content}. */
final class LabelSyntax {

    private static final int MAX_LENGTH = 63;
    private static final int MAX_PREFIX_LENGTH = 253;
    private static final String NAME = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final String VALUE = "(" + NAME + ")?";
    private static final String SUBDOMAIN = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
    private static final Pattern NAME_PATTERN = Pattern.compile(NAME);
    private static final Pattern VALUE_PATTERN = Pattern.compile(VALUE);
    private static final Pattern SUBDOMAIN_PATTERN = Pattern.compile(SUBDOMAIN);
    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+");

    private static final String NAME_RULE = "must consist of alphanumeric characters, '-', '_' or '.', and must start"
            + " and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for"
            + " validation is '" + NAME + "')";
    private static final String VALUE_RULE = "a valid label must be an empty string or consist of alphanumeric"
            + " characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or"
            + " 'my_value',  or '12345', regex used for validation is '" + VALUE + "')";
    private static final String SUBDOMAIN_RULE = "a lowercase RFC 1123 subdomain must consist of lower case"
            + " alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g."
            + " 'example.com', regex used for validation is '" + SUBDOMAIN + "')";

    private LabelSyntax() {}

    static void checkKey(String key) {
        var errors = new ArrayList<String>();
        String[] parts = key.split("/", -1);
        if (parts.length > 2) {
            errors.add("a valid label key " + NAME_RULE
                    + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
        } else {
            if (parts.length == 2) {
                checkPrefix(parts[0], errors);
            }
            checkName(parts[parts.length - 1], errors);
        }
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(
                    "<nil>: Invalid value: %s: %s".formatted(GoQuote.quote(key), String.join("; ", errors)));
        }
    }

    private static void checkPrefix(String prefix, List<String> errors) {
        if (prefix.isEmpty()) {
            errors.add("prefix part must be non-empty");
            return;
        }
        if (length(prefix) > MAX_PREFIX_LENGTH) {
            errors.add("prefix part " + tooLong(MAX_PREFIX_LENGTH));
        }
        if (!SUBDOMAIN_PATTERN.matcher(prefix).matches()) {
            errors.add("prefix part " + SUBDOMAIN_RULE);
        }
    }

    private static void checkName(String name, List<String> errors) {
        if (name.isEmpty()) {
            errors.add("name part must be non-empty");
        } else if (length(name) > MAX_LENGTH) {
            errors.add("name part " + tooLong(MAX_LENGTH));
        }
        if (!NAME_PATTERN.matcher(name).matches()) {
            errors.add("name part " + NAME_RULE);
        }
    }

    static void checkValues(String key, SortedSet<String> values, boolean integers) {
        var errors = new ArrayList<String>();
        int index = 0;
        for (String value : values) {
            if (integers && !isInteger(value)) {
                errors.add("values[%d]: Invalid value: %s: for 'Gt', 'Lt' operators, the value must be an integer"
                        .formatted(index, GoQuote.quote(value)));
            }
            List<String> broken = new ArrayList<>();
            if (length(value) > MAX_LENGTH) {
                broken.add(tooLong(MAX_LENGTH));
            }
            if (!VALUE_PATTERN.matcher(value).matches()) {
                broken.add(VALUE_RULE);
            }
            if (!broken.isEmpty()) {
                errors.add("values[%d][%s]: Invalid value: %s: %s"
                        .formatted(index, key, GoQuote.quote(value), String.join("; ", broken)));
            }
            index++;
        }
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(
                    errors.size() == 1 ? errors.get(0) : "[" + String.join(", ", errors) + "]");
        }
    }

    static boolean isInteger(@Nullable String value) {
        return value != null && INTEGER.matcher(value).matches() && new BigInteger(value).bitLength() < Long.SIZE;
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String tooLong(int limit) {
        return "must be no more than %d bytes".formatted(limit);
    }
}
