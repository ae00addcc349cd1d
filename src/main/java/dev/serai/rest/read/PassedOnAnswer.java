package dev.serai.rest.read;

import dev.serai.cluster.ApiStream;
import dev.serai.kube.StatusException;
import dev.serai.rest.exchange.AnswerBody;
import dev.serai.rest.exchange.ReadAnswer;
import dev.serai.rest.render.PassingBody;
import dev.serai.rest.watch.WatchEventEncoder;
import dev.serai.rest.wire.Answer;
import dev.serai.rest.wire.Answers;
import dev.serai.rest.wire.Format;
import dev.serai.security.CallerAccess;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the API server that goes to the caller as it comes. The next part is requested only when the caller has
 * room for it.
 */
final class PassedOnAnswer implements AnswerBody {

    private final ApiStream answer;
    private final PassingBody body;
    private final Runnable ended;
    private final Context eventLoop;
    private final @Nullable CallerAccess access;
    private boolean isBetweenLines = true;

    private PassedOnAnswer(
            ApiStream answer, PassingBody body, Runnable ended, Context eventLoop, @Nullable CallerAccess access) {
        this.answer = answer;
        this.body = body;
        this.ended = ended;
        this.eventLoop = eventLoop;
        this.access = access;
    }

    /**
     * The answer. {@code reason} tells the caller why the cache did not answer (RFC 9211);
     * {@code ended} is called when the caller has gone. A watch ends when {@code access} is withdrawn; null where callers
     * are not known.
     */
    static ReadAnswer of(
            ApiStream answer,
            PassingBody body,
            String reason,
            Runnable ended,
            Context eventLoop,
            @Nullable CallerAccess access) {
        var headers = new LinkedHashMap<String, Object>();
        for (String name : Answer.PASSED_ON) {
            List<String> values = answer.header(name);
            if (!values.isEmpty()) {
                headers.put(name, values);
            }
        }
        if (body.yaml() != null) {
            headers.put("Content-Type", Format.YAML.contentType());
        }
        headers.put("Cache-Status", "serai; fwd=" + reason);
        return new ReadAnswer(answer.code(), headers, new PassedOnAnswer(answer, body, ended, eventLoop, access));
    }

    @Override
    public void sendTo(HttpServerResponse response) {
        Answers.begin(response);
        response.closeHandler(closed -> {
            ended.run();
            answer.cancel();
        });
        if (access != null) {
            access.onWithdrawn(refusal -> refuse(response, refusal));
        }
        pass(response);
    }

    // An event is a line of JSON. Within one, only the end of the connection tells the caller.
    private void refuse(HttpServerResponse response, StatusException refusal) {
        answer.cancel();
        if (response.closed() || response.ended()) {
            return;
        }
        if (isBetweenLines && isEvents(response)) {
            response.end(WatchEventEncoder.refused(refusal.status(), Format.JSON));
        } else {
            response.reset();
        }
    }

    private static boolean isEvents(HttpServerResponse response) {
        String type = response.headers().get("Content-Type");
        return type != null && type.startsWith("application/json");
    }

    @Override
    public void cancel() {
        ended.run();
        answer.cancel();
    }

    private void pass(HttpServerResponse response) {
        answer.onPart(part -> {
            try {
                // Here, and not on the event loop, which others wait for.
                List<Buffer> told = part.stream()
                        .map(PassedOnAnswer::bytes)
                        .map(body::next)
                        .filter(bytes -> bytes.length() > 0)
                        .toList();
                eventLoop.runOnContext(now -> Answers.guarded(response, () -> write(response, told)));
            } catch (UncheckedIOException malformed) {
                answer.cancel();
                eventLoop.runOnContext(now -> end(response, malformed));
            }
        });
        answer.onEnd(failure -> eventLoop.runOnContext(now -> end(response, failure)));
        answer.next();
    }

    // Null if the answer is complete.
    private void end(HttpServerResponse response, @Nullable Throwable failure) {
        if (response.closed() || response.ended()) {
            return;
        }
        try {
            if (failure == null) {
                response.end(body.end());
                return;
            }
        } catch (UncheckedIOException broken) {
            // It ends like a broken connection.
        }
        Answers.breakOff(response);
        // Of a response that was reset Vert.x says nothing more (HTTP/1.1).
        ended.run();
    }

    private void write(HttpServerResponse response, List<Buffer> told) {
        told.forEach(response::write);
        if (!told.isEmpty()) {
            Buffer last = told.get(told.size() - 1);
            isBetweenLines = last.getByte(last.length() - 1) == '\n';
        }
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
