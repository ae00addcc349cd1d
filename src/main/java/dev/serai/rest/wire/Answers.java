package dev.serai.rest.wire;

import dev.serai.kube.StatusException;
import dev.serai.log.UnexpectedFailure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins, guards and refuses answers that no route gives. {@link Answer} says what an answer is. */
public final class Answers {

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    // INTERNAL_ERROR of HTTP/2 (RFC 9113, section 7). Vert.x by itself would say NO_ERROR, after which a caller may
    // take
    // what has come for the whole.
    private static final long INTERNAL_ERROR = 2;

    private Answers() {}

    /**
     * Sends the head of an answer whose length is not known yet. The body goes out in chunks. A caller with HTTP/1.0
     * has no chunks, so its answer lasts until the connection ends.
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
     * Runs a part of an answer where no router catches exceptions, and the caller would wait for ever. A refusal is
     * sent in the requested form.
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

    /** Runs a further part of an answer, like {@link #guarded(Request, Runnable)}. */
    public static void guarded(HttpServerResponse response, Runnable part) {
        try {
            part.run();
        } catch (RuntimeException failure) {
            fail(response, failure);
        }
    }

    /** Answers with a Status in the requested form. */
    public static void refuse(Request request, StatusException refusal) {
        Answer.of(refusal)
                .in(Representation.ofStatus(request))
                .sendTo(request.http().response());
    }

    /**
     * Answers 500, or breaks off an answer that has begun. The failure goes to the log; the caller hears nothing of it.
     */
    public static void fail(HttpServerResponse response, Throwable failure) {
        log(failure);
        if (response.ended()) {
            return;
        }
        if (response.headWritten()) {
            breakOff(response);
        } else {
            // Headers of the answer that was not begun are wrong for this one.
            response.headers().clear();
            Answer.of(StatusException.internalError()).sendTo(response);
        }
    }

    /** Ends an answer before it is whole, so that the caller knows that it is not. */
    public static void breakOff(HttpServerResponse response) {
        response.reset(INTERNAL_ERROR);
    }

    /** Ends an answer that should have become a web socket, and calls {@code ended}. */
    public static void giveUp(HttpServerResponse response, Runnable ended) {
        ended.run();
        Answer.of(StatusException.badRequest("the web socket's handshake is malformed"))
                .sendTo(response);
    }

    /** Logs an unforeseen failure for the operator. */
    public static void log(Throwable failure) {
        UnexpectedFailure.log(LOG, failure, "a request failed");
    }
}
