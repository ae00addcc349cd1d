package dev.serai.rest.wire;

import dev.serai.kube.StatusException;
import dev.serai.log.LoggedCause;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins, guards and refuses answers that no route is behind; what an answer is, {@link Answer} says. */
public final class Answers {

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private Answers() {}

    /**
     * Sends the head of an answer of which nobody knows yet how long it is. It is sent in chunks; to a caller with
     * HTTP/1.0, who knows none, it lasts until the connection ends.
     */
    public static void begin(HttpServerResponse response) {
        response.setChunked(true);
        if (response.isChunked()) {
            response.writeHead();
        } else {
            response.write(Buffer.buffer());
        }
    }

    /**
     * Does a part of the answer to a request where no router is there to catch what goes wrong: the caller would wait for
     * ever. A refusal is told in the form that is asked for.
     */
    public static void guarded(Request request, Runnable part) {
        guarded(request.http().response(), () -> {
            try {
                part.run();
            } catch (StatusException refusal) {
                if (!request.http().response().headWritten()) {
                    refuse(request, refusal);
                }
            }
        });
    }

    /** Does a further part of an answer, as {@link #guarded(Request, Runnable)}. */
    public static void guarded(HttpServerResponse response, Runnable part) {
        try {
            part.run();
        } catch (RuntimeException failure) {
            fail(response, failure);
        }
    }

    /** Answers with a Status in the form that is asked for. */
    public static void refuse(Request request, StatusException refusal) {
        Answer.of(refusal)
                .in(Representation.ofStatus(request))
                .sendTo(request.http().response());
    }

    /** Answers 500, or breaks off what has been begun. What went wrong is for the log, and no word of the caller's. */
    public static void fail(HttpServerResponse response, Throwable failure) {
        log(failure);
        if (response.ended()) {
            return;
        }
        if (response.headWritten()) {
            response.reset();
        } else {
            // What an answer that was not begun has said of itself is not so of this one.
            response.headers().clear();
            Answer.of(StatusException.internalError()).sendTo(response);
        }
    }

    /** Ends an answer that was to become a web socket and did not; {@code ended} is called. */
    public static void giveUp(HttpServerResponse response, Runnable ended) {
        ended.run();
        Answer.of(StatusException.badRequest("the web socket's handshake is malformed"))
                .sendTo(response);
    }

    /** Tells the operator what nobody foresaw. */
    public static void log(Throwable failure) {
        LOG.error("a request failed: {}", LoggedCause.trace(failure));
        LOG.debug("a request failed: {}", LoggedCause.of(failure));
    }
}
