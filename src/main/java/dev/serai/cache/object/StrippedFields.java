package dev.serai.cache.object;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The fields that cached objects lack: {@code serai.cache.strip}.
 *
 * @param paths members of an object: at the top such as {@code data}, in {@code metadata}, {@code spec} and {@code
 *     status}, and annotations such as {@code metadata.annotations.example.com/big}
 */
public record StrippedFields(Set<String> paths) {

    private static final String ANNOTATION = "metadata.annotations.";
    private static final Pattern MEMBER = Pattern.compile("((metadata|spec|status)\\.)?[A-Za-z0-9_-]+");
    // Without these, an object could not be found, told from others, or selected.
    private static final Set<String> NEEDED = Set.of(
            "kind",
            "apiVersion",
            "metadata",
            "metadata.name",
            "metadata.namespace",
            "metadata.uid",
            "metadata.resourceVersion",
            "metadata.labels");

    public StrippedFields {
        paths = Set.copyOf(paths);
        for (String path : paths) {
            boolean annotation = path.startsWith(ANNOTATION) && path.length() > ANNOTATION.length();
            if (NEEDED.contains(path) || !(annotation || MEMBER.matcher(path).matches())) {
                throw new IllegalArgumentException(("serai.cache.strip: '%s' cannot be left out; metadata.managedFields"
                                + " or metadata.annotations.example.com/big could")
                        .formatted(path));
            }
        }
    }

    /**
     * Reads paths that are separated by commas.
     *
     * @throws IllegalArgumentException if one of them cannot be left out
     */
    public static StrippedFields parse(String paths) {
        return new StrippedFields(Arrays.stream(paths.split(","))
                .map(String::strip)
                .filter(path -> !path.isEmpty())
                .collect(Collectors.toUnmodifiableSet()));
    }

    boolean isAll(String member) {
        return paths.contains(member);
    }

    boolean isAll(String parent, String member) {
        return paths.contains(parent + "." + member);
    }
}
