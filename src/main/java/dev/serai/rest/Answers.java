package dev.serai.rest;

import dev.serai.cluster.StatusException;
import io.vertx.core.http.HttpServerResponse;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes answers to a response that no route is behind. */
final class Answers {

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final int TRACE_DEPTH = 20;

    private Answers() {}

    /** Answers with a Status. */
    static void send(HttpServerResponse response, StatusException refusal) {
        send(response, Answer.of(refusal));
    }

    /** Answers with a Status in the form that is asked for. */
    static void refuse(Request request, StatusException refusal) {
        send(request.http().response(), Answer.of(refusal).in(Representation.ofStatus(request)));
    }

    /** Sends an answer, unless the caller has gone. */
    static void send(HttpServerResponse response, Answer answer) {
        if (response.closed() || response.ended()) {
            return;
        }
        response.setStatusCode(answer.code());
        answer.headers().forEach((name, value) -> {
            if (value instanceof Iterable<?> values) {
                values.forEach(each -> response.headers().add(name, each.toString()));
            } else {
                response.putHeader(name, value.toString());
            }
        });
        // Also where only the head is sent.
        response.putHeader("Content-Length", Integer.toString(answer.body().length()));
        response.end(answer.body());
    }

    /** Answers 500, or breaks off what has been begun. What went wrong is for the log, and no word of the caller's. */
    static void fail(HttpServerResponse response, Throwable failure) {
        log(failure);
        if (response.headWritten()) {
            response.reset();
        } else {
            send(response, StatusException.internalError());
        }
    }

    /** Tells the operator what nobody foresaw. */
    static void log(Throwable failure) {
        LOG.error("a request failed: {}", traced(failure));
    }

    // No message: it may hold what is nobody's business. The trace tells where it was.
    private static String traced(Throwable failure) {
        return failure == null
                ? "without an exception"
                : failure.getClass().getName()
                        + Arrays.stream(failure.getStackTrace())
                                .limit(TRACE_DEPTH)
                                .map(frame -> System.lineSeparator() + "\tat " + frame)
                                .collect(Collectors.joining());
    }
}
