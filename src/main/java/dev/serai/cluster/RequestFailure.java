package dev.serai.cluster;

import dev.serai.kube.StatusException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Says what an exception of the HTTP client means: whether the request was sent, and what its caller is told. */
final class RequestFailure {

    private static final int RETRY_AFTER_SECONDS = 1;
    // A connection that could not be made carried nothing. For any other failure nobody knows.
    private static final List<Class<? extends Exception>> NEVER_SENT = List.of(
            ConnectException.class,
            NoRouteToHostException.class,
            UnknownHostException.class,
            SSLHandshakeException.class);
    private static final List<Class<? extends Exception>> IN_VAIN_AGAIN = Stream.concat(
                    NEVER_SENT.stream(), Stream.of(TimeoutException.class))
            .toList();

    private RequestFailure() {}

    /** The answer for the caller; {@code failure} is what the client failed with. */
    static StatusException answer(ApiRequest request, @Nullable Throwable failure) {
        if (isCausedBy(failure, NEVER_SENT)) {
            return unsent();
        }
        return request.isRead() ? StatusException.unanswered(RETRY_AFTER_SECONDS) : StatusException.outcomeUnknown();
    }

    /** The answer if nothing was sent. */
    static StatusException unsent() {
        return StatusException.unavailable(
                "the API server cannot be reached; nothing was sent to it", RETRY_AFTER_SECONDS);
    }

    /** Whether the same request would fail again. */
    static boolean isInVainAgain(@Nullable Throwable failure) {
        return isCausedBy(failure, IN_VAIN_AGAIN);
    }

    // Only causes: a suppressed failure does not say what happened to the request.
    private static boolean isCausedBy(@Nullable Throwable failure, List<Class<? extends Exception>> types) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause -> types.stream().anyMatch(type -> type.isInstance(cause)));
    }
}
