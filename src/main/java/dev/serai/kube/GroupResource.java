package dev.serai.kube;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A resource by the name that people use: {@code pods}, {@code deployments.apps}.
 *
 * @param plural the plural, in lower case
 * @param group the API group; empty for the core group
 */
public record GroupResource(String plural, String group) {

    private static final Pattern PLURAL = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern GROUP = Pattern.compile("([a-z0-9]([-a-z0-9.]*[a-z0-9])?)?");

    /** The core group's pods. */
    public static final GroupResource PODS = new GroupResource("pods", "");

    public GroupResource {
        if (!PLURAL.matcher(plural).matches() || !GROUP.matcher(group).matches()) {
            throw new IllegalArgumentException(
                    "'%s' is no resource; name it by its plural and group, such as pods or deployments.apps"
                            .formatted(group.isEmpty() ? plural : plural + "." + group));
        }
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
