package dev.serai.cache.reflector;

import dev.serai.cache.object.UnorderedVersionException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Objects;

/**
 * The API server's answer to an informer's last list or watch.
 *
 * @param code the HTTP code; 0 if there was no answer
 * @param isUnknownResource whether the resource is not served, or cannot be kept up to date
 * @param reason what to tell the operator, without URLs or credentials
 */
public record UpstreamStatus(int code, boolean isUnknownResource, String reason) {

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    static UpstreamStatus starting() {
        return new UpstreamStatus(0, false, "the first list has not been answered yet");
    }

    static UpstreamStatus listed() {
        return new UpstreamStatus(200, false, "listed");
    }

    static UpstreamStatus failed(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KubernetesClientException refused && refused.getCode() > 0) {
                return new UpstreamStatus(
                        refused.getCode(),
                        false,
                        "the API server answered %d%s".formatted(refused.getCode(), message(refused)));
            }
            if (cause instanceof ResourceDiscovery.UnknownResourceException) {
                return new UpstreamStatus(NOT_FOUND, true, said(cause));
            }
            if (cause instanceof UnorderedVersionException) {
                return new UpstreamStatus(0, true, said(cause));
            }
        }
        return new UpstreamStatus(0, false, "the API server cannot be reached (%s)".formatted(root(failure)));
    }

    /** The same for a resource that is not served. */
    UpstreamStatus ofUnknownResource() {
        return new UpstreamStatus(code, true, reason);
    }

    boolean isForbidden() {
        return code == FORBIDDEN;
    }

    /** Whether the answer was 404; the resource may exist all the same. */
    boolean isNotFound() {
        return code == NOT_FOUND;
    }

    private static String message(KubernetesClientException refused) {
        return refused.getStatus() == null ? "" : ": " + refused.getStatus().getMessage();
    }

    private static String said(Throwable cause) {
        return Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
    }

    private static String root(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName();
    }
}
