package dev.serai.rest.exchange;

import dev.serai.rest.wire.Answer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The answer to a read.
 *
 * @param code the HTTP code
 * @param headers the headers to send; a value is a text, or several in an Iterable
 * @param body what follows them
 */
public record ReadAnswer(int code, Map<String, Object> headers, AnswerBody body) {

    /** For a caller who has gone. It is never sent. */
    public static final ReadAnswer NONE = new ReadAnswer(200, Map.of(), AnswerBody.of(Buffer.buffer()));

    private static final AnswerBody EMPTY = new AnswerBody() {
        @Override
        public void sendTo(HttpServerResponse response) {
            response.end();
        }

        @Override
        public Buffer bytes() {
            return Buffer.buffer();
        }
    };

    /** An answer that is there as a whole. */
    public static ReadAnswer of(Answer answer) {
        return new ReadAnswer(answer.code(), answer.headers(), AnswerBody.of(answer.body()));
    }

    /** An answer that is only a head, such as 304. */
    public static ReadAnswer withoutBody(int code, Map<String, Object> headers) {
        return new ReadAnswer(code, headers, EMPTY);
    }

    /** The same with further headers; those that are there stay. */
    ReadAnswer with(Map<String, Object> further) {
        var all = new LinkedHashMap<>(further);
        all.putAll(headers);
        return new ReadAnswer(code, all, body);
    }
}
