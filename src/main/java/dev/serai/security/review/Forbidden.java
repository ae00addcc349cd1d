package dev.serai.security.review;

import dev.serai.kube.Caller;
import dev.serai.kube.GoQuote;
import dev.serai.kube.StatusException;

/** The refusal of a right, in the API server's words: {@code Forbidden} of apiserver's responsewriters/errors.go. */
final class Forbidden {

    private Forbidden() {}

    /** 403; {@code reason} is the authorizer's, empty for none. */
    static StatusException of(Caller caller, AccessRequest access, String reason) {
        String message = sanitized(message(caller, access));
        return StatusException.forbidden(
                access.group(), access.resource(), access.name(), reason.isEmpty() ? message : message + ": " + reason);
    }

    private static String message(Caller caller, AccessRequest access) {
        String user = GoQuote.quote(caller.name());
        if (access.path() != null) {
            return "User %s cannot %s path %s".formatted(user, access.verb(), GoQuote.quote(access.path()));
        }
        String resource =
                access.subresource().isEmpty() ? access.resource() : access.resource() + "/" + access.subresource();
        return "User %s cannot %s resource %s in API group %s %s"
                .formatted(
                        user,
                        access.verb(),
                        GoQuote.quote(resource),
                        GoQuote.quote(access.group()),
                        access.namespace().isEmpty()
                                ? "at the cluster scope"
                                : "in the namespace " + GoQuote.quote(access.namespace()));
    }

    private static String sanitized(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
