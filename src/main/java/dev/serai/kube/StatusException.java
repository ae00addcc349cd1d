package dev.serai.kube;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.StatusDetailsBuilder;

/**
 * A request that is answered with a Kubernetes {@code Status}, in the words of the API server. The message is for the
 * caller: it holds nothing of the client, the URL or the credentials.
 */
public final class StatusException extends RuntimeException {

    private final transient Status status;

    private StatusException(Status status) {
        super(status.getMessage(), null, false, false);
        this.status = status;
    }

    /** The answer for the caller; its code is the HTTP code, its {@code retryAfterSeconds} the header's value. */
    public Status status() {
        return status;
    }

    /** 404 for an object that does not exist. {@code resource} is the plural, with the group if there is one. */
    public static StatusException notFound(String group, String plural, String name) {
        return new StatusException(
                failure(404, "NotFound", "%s %s not found".formatted(qualified(group, plural), GoQuote.quote(name)))
                        .withDetails(new StatusDetailsBuilder()
                                .withName(name)
                                .withGroup(group.isEmpty() ? null : group)
                                .withKind(plural)
                                .build())
                        .build());
    }

    /** 404 for a path that leads to no resource. */
    public static StatusException noSuchResource() {
        return new StatusException(failure(404, "NotFound", "the server could not find the requested resource")
                .withNewDetails()
                .endDetails()
                .build());
    }

    /** 400. */
    public static StatusException badRequest(String message) {
        return new StatusException(failure(400, "BadRequest", message).build());
    }

    /** 401, as the API server answers whom it does not know. */
    public static StatusException unauthorized() {
        return new StatusException(failure(401, "Unauthorized", "Unauthorized").build());
    }

    /**
     * 403, as apimachinery's {@code NewForbidden} words it.
     *
     * @param plural the resource; empty for a path that is none
     * @param name the object; empty for none
     * @param why who may not do what
     */
    public static StatusException forbidden(String group, String plural, String name, String why) {
        String what;
        if (plural.isEmpty()) {
            what = "forbidden: " + why;
        } else if (name.isEmpty()) {
            what = "%s is forbidden: %s".formatted(qualified(group, plural), why);
        } else {
            what = "%s %s is forbidden: %s".formatted(qualified(group, plural), GoQuote.quote(name), why);
        }
        return new StatusException(failure(403, "Forbidden", what)
                .withDetails(new StatusDetailsBuilder()
                        .withName(name.isEmpty() ? null : name)
                        .withGroup(group.isEmpty() ? null : group)
                        .withKind(plural.isEmpty() ? null : plural)
                        .build())
                .build());
    }

    /** 405. */
    public static StatusException methodNotAllowed() {
        return new StatusException(
                failure(405, "MethodNotAllowed", "the server does not allow this method on the requested resource")
                        .withNewDetails()
                        .endDetails()
                        .build());
    }

    /** 408 for a request that does not arrive within {@code seconds}. */
    public static StatusException requestTimeout(int seconds) {
        return new StatusException(
                failure(408, "RequestTimeout", "Request timeout: it must arrive within %d seconds".formatted(seconds))
                        .build());
    }

    /** 413. {@code limit} is in bytes. */
    public static StatusException tooLarge(long limit) {
        return new StatusException(
                failure(413, "RequestEntityTooLarge", "Request entity too large: limit is %d".formatted(limit))
                        .build());
    }

    /** 414. {@code limit} is in bytes. */
    public static StatusException uriTooLong(long limit) {
        return new StatusException(
                failure(414, "RequestURITooLong", "Request URI too long: limit is %d".formatted(limit))
                        .build());
    }

    /** 431. {@code limit} is in bytes. */
    public static StatusException headersTooLarge(long limit) {
        return new StatusException(failure(
                        431,
                        "RequestHeaderFieldsTooLarge",
                        "Request header fields too large: limit is %d".formatted(limit))
                .build());
    }

    /** 505 for an unknown HTTP version. */
    public static StatusException unsupportedVersion() {
        return new StatusException(
                failure(505, "HTTPVersionNotSupported", "HTTP/1.0, HTTP/1.1 and HTTP/2 are spoken here")
                        .build());
    }

    /** 406 for an answer that cannot be sent in the requested form. */
    public static StatusException notAcceptable(String accepted) {
        return new StatusException(
                failure(406, "NotAcceptable", "only the following media types are accepted: " + accepted)
                        .withNewDetails()
                        .endDetails()
                        .build());
    }

    /** 415. */
    public static StatusException unsupportedMediaType(String accepted) {
        return new StatusException(failure(
                        415,
                        "UnsupportedMediaType",
                        "the body of the request was in an unknown format - accepted media types include: " + accepted)
                .build());
    }

    /** 415 for a patch, which the API server words differently. */
    public static StatusException unsupportedPatch() {
        return new StatusException(failure(415, "UnsupportedMediaType", "415: Unsupported Media Type")
                .withNewDetails()
                .endDetails()
                .build());
    }

    /** 417 for an unknown expectation. */
    public static StatusException expectationFailed() {
        return new StatusException(failure(417, "ExpectationFailed", "of the header Expect only 100-continue is known")
                .build());
    }

    /** 422 for a request that can be read but not carried out. */
    public static StatusException unprocessable(String message) {
        return new StatusException(
                failure(422, "Invalid", message).withNewDetails().endDetails().build());
    }

    /** 429 with {@code Retry-After}. */
    public static StatusException tooManyRequests(int retryAfterSeconds) {
        return retryable(429, "TooManyRequests", "Too many requests, please try again later.", retryAfterSeconds);
    }

    /** 500. The log says what went wrong, the answer does not. */
    public static StatusException internalError() {
        return new StatusException(failure(500, "InternalError", "Internal error occurred: see Serai's log")
                .withNewDetails()
                .endDetails()
                .build());
    }

    /** 501 for a request that needs a connection of its own, which Serai does not pass on. */
    public static StatusException notImplemented() {
        return new StatusException(failure(
                        501,
                        "NotImplemented",
                        "exec, attach and port-forward are not passed on by Serai;" + " ask the API server itself")
                .build());
    }

    /** 504 for a version that was not reached in time, with {@code Retry-After}. */
    public static StatusException tooLargeVersion(long version, long current) {
        return new StatusException(failure(
                        504,
                        "Timeout",
                        "Timeout: Too large resource version: %d, current: %d".formatted(version, current))
                .withNewDetails()
                .addNewCause(null, "Too large resource version", "ResourceVersionTooLarge")
                .withRetryAfterSeconds(1)
                .endDetails()
                .build());
    }

    /**
     * 504 for a write that was sent and not answered. Without {@code Retry-After}: clients would repeat the write,
     * which may have been made.
     */
    public static StatusException outcomeUnknown() {
        return new StatusException(
                failure(504, "Timeout", "the API server did not answer: it is not known whether the write took effect")
                        .withNewDetails()
                        .endDetails()
                        .build());
    }

    /** 504 for a read that was sent and not answered: it may be repeated safely. */
    public static StatusException unanswered(int retryAfterSeconds) {
        return retryable(504, "Timeout", "the API server did not answer in time", retryAfterSeconds);
    }

    /** 503 with {@code Retry-After}. */
    public static StatusException unavailable(String message, int retryAfterSeconds) {
        return retryable(503, "ServiceUnavailable", message, retryAfterSeconds);
    }

    private static StatusException retryable(int code, String reason, String message, int retryAfterSeconds) {
        return new StatusException(failure(code, reason, message)
                .withDetails(new StatusDetailsBuilder()
                        .withRetryAfterSeconds(retryAfterSeconds)
                        .build())
                .build());
    }

    private static StatusBuilder failure(int code, String reason, String message) {
        return new StatusBuilder()
                .withNewMetadata()
                .endMetadata()
                .withStatus("Failure")
                .withMessage(message)
                .withReason(reason)
                .withCode(code);
    }

    private static String qualified(String group, String plural) {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
