package dev.serai.cluster;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.api.model.StatusDetailsBuilder;
import java.util.Locale;

/** A request that the demo cluster does not grant, worded as an API server does. */
final class DemoRefusal extends RuntimeException {
    private final transient Status status;

    private DemoRefusal(int code, String reason, String message, StatusDetails details) {
        super(message, null, false, false);
        status = new StatusBuilder()
                .withNewMetadata()
                .endMetadata()
                .withStatus("Failure")
                .withMessage(message)
                .withReason(reason)
                .withDetails(details)
                .withCode(code)
                .build();
    }

    static DemoRefusal noSuchPath() {
        return new DemoRefusal(
                404, "NotFound", "the server could not find the requested resource", new StatusDetails());
    }

    static DemoRefusal notFound(DemoResource resource, String name) {
        return new DemoRefusal(
                404, "NotFound", "%s \"%s\" not found".formatted(resource.qualified(), name), of(resource, name));
    }

    static DemoRefusal exists(DemoResource resource, String name) {
        return new DemoRefusal(
                409,
                "AlreadyExists",
                "%s \"%s\" already exists".formatted(resource.qualified(), name),
                of(resource, name));
    }

    static DemoRefusal conflict(DemoResource resource, String name, String why) {
        return new DemoRefusal(
                409,
                "Conflict",
                "Operation cannot be fulfilled on %s \"%s\": %s".formatted(resource.qualified(), name, why),
                of(resource, name));
    }

    static DemoRefusal missing(DemoResource resource, String name, String field) {
        return invalid(resource, name, field, "FieldValueRequired", "Required value");
    }

    static DemoRefusal invalid(DemoResource resource, String name, String field, String reason, String why) {
        StatusDetails details = new StatusDetailsBuilder(of(resource, name))
                .withKind(resource.kind())
                .addNewCause(field, why, reason)
                .build();
        return new DemoRefusal(
                422, "Invalid", "%s \"%s\" is invalid: %s: %s".formatted(resource.kind(), name, field, why), details);
    }

    static DemoRefusal badRequest(String message) {
        return new DemoRefusal(400, "BadRequest", message, null);
    }

    static DemoRefusal forbidden(DemoResource resource, String name, String why) {
        return new DemoRefusal(
                403,
                "Forbidden",
                "%s \"%s\" is forbidden: %s".formatted(resource.qualified(), name, why),
                of(resource, name));
    }

    static DemoRefusal notAllowed(String method) {
        return new DemoRefusal(
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource (%s)"
                        .formatted(method.toLowerCase(Locale.ROOT)),
                new StatusDetails());
    }

    static DemoRefusal unsupportedPatch(String contentType) {
        return new DemoRefusal(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: "
                        + "application/json-patch+json, application/merge-patch+json, "
                        + "application/strategic-merge-patch+json, application/apply-patch+yaml",
                null);
    }

    static DemoRefusal expired(long asked, long oldest) {
        return new DemoRefusal(410, "Expired", "too old resource version: %d (%d)".formatted(asked, oldest), null);
    }

    Status status() {
        return status;
    }

    private static StatusDetails of(DemoResource resource, String name) {
        return new StatusDetailsBuilder()
                .withName(name)
                .withGroup(resource.group().isEmpty() ? null : resource.group())
                .withKind(resource.plural())
                .build();
    }
}
