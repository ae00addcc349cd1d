package dev.serai.rest.write;

import dev.serai.kube.StatusException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The types that a body may have. Checked here because Camel would read a form as parameters instead of passing it on.
 */
public final class WriteMediaTypes {

    private static final List<String> OBJECTS =
            List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");
    private static final List<String> PATCHES = List.of(
            "application/json-patch+json",
            "application/merge-patch+json",
            "application/strategic-merge-patch+json",
            "application/apply-patch+yaml",
            "application/apply-patch+cbor");

    private WriteMediaTypes() {}

    /**
     * @param contentType the header; null or empty if it is absent, which means JSON except for a patch
     * @throws StatusException 415 if a body of this type is not supported
     */
    static void check(String method, @Nullable String contentType) {
        boolean patch = method.equals("PATCH");
        List<String> types = patch ? PATCHES : OBJECTS;
        if (contentType == null || contentType.isBlank() ? patch : !types.contains(mediaType(contentType))) {
            throw patch
                    ? StatusException.unsupportedPatch()
                    : StatusException.unsupportedMediaType(String.join(", ", OBJECTS));
        }
    }

    /** The type without its parameters, in lower case; null for null, empty for an empty one. */
    public static @Nullable String mediaType(@Nullable String contentType) {
        return contentType == null ? null : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
