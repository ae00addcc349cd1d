package dev.serai.rest.read;

import dev.serai.cluster.ApiStream;
import dev.serai.rest.render.PassingBody;
import dev.serai.rest.wire.Answer;
import dev.serai.rest.wire.Answers;
import dev.serai.rest.wire.Format;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the API server's that goes on to the caller as it comes. The next part is asked for only when the caller
 * has room for it.
 */
final class PassedOnAnswer {

    private final ApiStream answer;
    private final PassingBody body;
    private final HttpServerResponse response;
    private final Context eventLoop;

    PassedOnAnswer(ApiStream answer, PassingBody body, HttpServerResponse response, Context eventLoop) {
        this.answer = answer;
        this.body = body;
        this.response = response;
        this.eventLoop = eventLoop;
    }

    /**
     * Sends it, or nothing but its head. {@code reason} tells the caller why the cache did not answer (RFC 9211);
     * {@code ended} is called when the caller has gone.
     */
    void send(String reason, boolean headOnly, Runnable ended) {
        begin(reason, ended);
        if (headOnly) {
            response.end();
            answer.cancel();
        } else {
            pass();
        }
    }

    private void begin(String reason, Runnable ended) {
        response.setStatusCode(answer.code());
        for (String name : Answer.PASSED_ON) {
            List<String> values = answer.header(name);
            if (!values.isEmpty()) {
                response.putHeader(name, values);
            }
        }
        if (body.yaml() != null) {
            response.putHeader("Content-Type", Format.YAML.contentType());
        }
        response.putHeader("Cache-Status", "serai; fwd=" + reason);
        Answers.begin(response);
        response.closeHandler(closed -> {
            ended.run();
            answer.cancel();
        });
    }

    private void pass() {
        answer.onPart(part -> {
            try {
                // Before it is the event loop's turn, which others wait for.
                List<Buffer> told = part.stream()
                        .map(PassedOnAnswer::bytes)
                        .map(body::next)
                        .filter(bytes -> bytes.length() > 0)
                        .toList();
                eventLoop.runOnContext(now -> Answers.guarded(response, () -> write(told)));
            } catch (UncheckedIOException malformed) {
                answer.cancel();
                eventLoop.runOnContext(now -> end(malformed));
            }
        });
        answer.onEnd(failure -> eventLoop.runOnContext(now -> end(failure)));
        answer.next();
    }

    // Null where all of it has come.
    private void end(@Nullable Throwable failure) {
        if (response.closed() || response.ended()) {
            return;
        }
        try {
            if (failure == null) {
                response.end(body.end());
                return;
            }
        } catch (UncheckedIOException broken) {
            // As a connection that broke off.
        }
        response.reset();
    }

    private void write(List<Buffer> told) {
        told.forEach(response::write);
        if (response.writeQueueFull()) {
            response.drainHandler(drained -> answer.next());
        } else {
            answer.next();
        }
    }

    private static byte[] bytes(ByteBuffer part) {
        byte[] copy = new byte[part.remaining()];
        part.get(copy);
        return copy;
    }
}
