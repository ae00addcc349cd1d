package dev.serai.kube;

import java.util.Arrays;
import java.util.List;

/**
 * A resource by the name that people use: {@code pods}, {@code deployments.apps}.
 *
 * @param plural the plural, in lower case
 * @param group the API group; empty for the core group
 */
public record GroupResource(String plural, String group) {

    /** The core group's pods. */
    public static final GroupResource PODS = new GroupResource("pods", "");

    public GroupResource {
        if (!isPlural(plural) || !isGroup(group)) {
            throw new IllegalArgumentException(
                    "'%s' is no resource; name it by its plural and group, such as pods or deployments.apps"
                            .formatted(group.isEmpty() ? plural : plural + "." + group));
        }
    }

    // Loops, because each request comes here, and regular expressions took a percent of a read.
    private static boolean isPlural(String text) {
        return !text.isEmpty() && isLetter(text.charAt(0)) && isMadeOf(text, false);
    }

    private static boolean isGroup(String text) {
        return text.isEmpty() || isLetterOrDigit(text.charAt(0)) && isMadeOf(text, true);
    }

    private static boolean isMadeOf(String text, boolean withDots) {
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean parts = c == '-' || withDots && c == '.';
            if (!isLetterOrDigit(c) && !(parts && i < text.length() - 1)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isLetterOrDigit(char c) {
        return isLetter(c) || c >= '0' && c <= '9';
    }

    /**
     * Reads one name.
     *
     * @throws IllegalArgumentException if it cannot be the name of a resource
     */
    public static GroupResource parse(String name) {
        int dot = name.indexOf('.');
        return dot < 0
                ? new GroupResource(name, "")
                : new GroupResource(name.substring(0, dot), name.substring(dot + 1));
    }

    /**
     * Reads names that are separated by commas.
     *
     * @throws IllegalArgumentException if there is none, or one of them cannot be the name of a resource
     */
    public static List<GroupResource> parseList(String names) {
        List<GroupResource> resources = Arrays.stream(names.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(GroupResource::parse)
                .distinct()
                .toList();
        if (resources.isEmpty()) {
            throw new IllegalArgumentException("'%s' names no resource; pods would be one".formatted(names));
        }
        return resources;
    }

    @Override
    public String toString() {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
