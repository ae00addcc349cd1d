package dev.serai.rest;

import dev.serai.cluster.StatusException;
import io.vertx.core.http.HttpServerResponse;

/** Writes answers to a response that no route is behind. */
final class Answers {

    private Answers() {}

    /** Answers with a Status. */
    static void send(HttpServerResponse response, StatusException refusal) {
        send(response, Answer.of(refusal));
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
        response.end(answer.body());
    }
}
