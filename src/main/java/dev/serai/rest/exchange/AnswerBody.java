package dev.serai.rest.exchange;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** What follows the head of an answer. Either {@link #sendTo} or {@link #cancel} is called, once, on the event loop. */
public interface AnswerBody {

    /** Sends the body and ends the response, whose code and headers are set and not sent yet. */
    void sendTo(HttpServerResponse response);

    /** How long the body is, in bytes; negative where only making it would tell. */
    default long length() {
        return -1;
    }

    /**
     * Frees what the body holds, because it is not sent. The caller has gone, or the route answers with another body.
     */
    default void cancel() {}

    /**
     * All of the body, for a step of a route that reads it.
     *
     * @throws IllegalStateException if the body is made only while it is sent, as that of a watch
     */
    default Buffer bytes() {
        throw new IllegalStateException("the body of this answer is streamed; a route cannot read it");
    }

    /** A body that is there. */
    static AnswerBody of(Buffer whole) {
        return new AnswerBody() {
            @Override
            public void sendTo(HttpServerResponse response) {
                response.putHeader("Content-Length", Integer.toString(whole.length()));
                response.end(whole);
            }

            @Override
            public long length() {
                return whole.length();
            }

            @Override
            public Buffer bytes() {
                return whole;
            }
        };
    }
}
