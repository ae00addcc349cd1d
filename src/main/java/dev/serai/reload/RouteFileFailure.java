package dev.serai.reload;

import dev.serai.log.LoggedCause;
import dev.serai.validate.file.RouteFileEntry;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.jspecify.annotations.Nullable;

/** Says what was wrong with a team's file, for its author. */
final class RouteFileFailure {

    private static final Pattern LINE = Pattern.compile("\\bline \\d");

    private RouteFileFailure() {}

    /** The text of the innermost cause, after the line of one of {@code entries} if the text does not name it. */
    static String reason(Throwable failure, List<RouteFileEntry> entries) {
        String reason = cause(failure);
        if (LINE.matcher(reason).find()) {
            return reason;
        }
        String route = route(failure);
        return entries.stream()
                .filter(entry -> entry.names().stream().anyMatch(name -> name.equals(route)))
                .findFirst()
                .or(() -> entries.stream()
                        .filter(entry -> reason.contains(entry.kind()))
                        .findFirst())
                .or(() -> entries.stream().findFirst())
                .map(entry -> "line %d: %s".formatted(entry.line(), reason))
                .orElse(reason);
    }

    /** The text of the innermost cause, for a file that could not be read. */
    static String cause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        // For the author of the file, but without a password in it.
        String message =
                LoggedCause.withoutSecrets(String.valueOf(cause.getMessage()).strip());
        // The message of a ClassNotFoundException is only the name of the class.
        return cause instanceof ReflectiveOperationException
                ? cause.getClass().getSimpleName() + " " + message
                : message;
    }

    private static @Nullable String route(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FailedToCreateRouteException create) {
                return create.getRouteId();
            }
            if (cause instanceof FailedToStartRouteException start) {
                return start.getRouteId();
            }
        }
        return null;
    }
}
