package dev.serai.cache;

import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * How the API server answered an informer's last list or watch.
 *
 * @param code the HTTP code; 0 where there was no answer
 * @param reason what to tell the operator, without URLs or credentials
 */
record Upstream(int code, String reason) {

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    static Upstream starting() {
        return new Upstream(0, "the first list has not been answered yet");
    }

    static Upstream listed() {
        return new Upstream(200, "listed");
    }

    static Upstream failed(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KubernetesClientException refused && refused.getCode() > 0) {
                return new Upstream(
                        refused.getCode(),
                        "the API server answered %d%s".formatted(refused.getCode(), message(refused)));
            }
            if (cause instanceof Discovery.UnknownResourceException) {
                return new Upstream(NOT_FOUND, cause.getMessage());
            }
        }
        return new Upstream(0, "the API server cannot be reached (%s)".formatted(root(failure)));
    }

    boolean isForbidden() {
        return code == FORBIDDEN;
    }

    boolean isUnknownResource() {
        return code == NOT_FOUND;
    }

    private static String message(KubernetesClientException refused) {
        return refused.getStatus() == null ? "" : ": " + refused.getStatus().getMessage();
    }

    private static String root(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName();
    }
}
