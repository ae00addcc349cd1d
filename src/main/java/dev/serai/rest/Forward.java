package dev.serai.rest;

import dev.serai.cluster.ApiRequest;
import dev.serai.cluster.ApiServer;
import dev.serai.cluster.ApiStream;
import dev.serai.cluster.StatusException;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Passes on what the cache does not know to the API server, and its answer back as it comes, under a throttle. */
final class Forward {

    private static final List<String> ASKED = List.of("Accept", "User-Agent", "If-None-Match", "If-Modified-Since");
    private static final int RETRY_AFTER_SECONDS = 1;

    private final ApiServer apiServer;
    private final RateLimiter throttle;
    private final OpenStreams streams;

    Forward(ApiServer apiServer, RateLimiter throttle, OpenStreams streams) {
        this.apiServer = apiServer;
        this.throttle = throttle;
        this.streams = streams;
    }

    /** What a GET looks like when it is passed on: nothing of the caller's but what shapes the answer. */
    static ApiRequest toUpstream(Request request) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : ASKED) {
            String value = request.header(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        return new ApiRequest("GET", request.rawPath(), request.readableQuery(), headers, null);
    }

    /**
     * Takes a permit.
     *
     * @throws StatusException 429 if there is none now
     */
    void permit() {
        if (!isPermitted()) {
            throw StatusException.tooManyRequests(RETRY_AFTER_SECONDS);
        }
    }

    /** Takes a permit if there is one now. */
    boolean isPermitted() {
        return throttle.acquirePermission();
    }

    /** Streams the API server's answer. {@code reason} tells the caller why the cache did not answer (RFC 9211). */
    void stream(Request request, String reason) {
        HttpServerResponse response = request.http().response();
        ApiRequest asked = toUpstream(request);
        stream(
                request,
                reason,
                () -> apiServer.stream(asked),
                failure -> Answers.refuse(request, ApiServer.unanswered(asked, failure)));
    }

    /** As {@link #stream(Request, String)}; if no answer begins within {@code atMost}, {@code otherwise} answers. */
    void stream(Request request, String reason, Duration atMost, Runnable otherwise) {
        stream(request, reason, () -> apiServer.stream(toUpstream(request), atMost), failure -> otherwise.run());
    }

    private void stream(
            Request request,
            String reason,
            Supplier<CompletableFuture<ApiStream>> asking,
            Consumer<Throwable> otherwise) {
        permit();
        HttpServerResponse response = request.http().response();
        Runnable ended = streams.open();
        response.endHandler(sent -> ended.run());
        response.closeHandler(closed -> ended.run());
        Context eventLoop = Vertx.currentContext();
        asking.get()
                .whenComplete((answer, failure) -> eventLoop.runOnContext(now -> {
                    if (failure != null) {
                        otherwise.accept(failure);
                    } else if (response.closed()) {
                        answer.cancel();
                    } else {
                        begin(answer, response, reason, ended);
                        if (request.isHead()) {
                            response.end();
                            answer.cancel();
                        } else {
                            pass(answer, response, eventLoop);
                        }
                    }
                }));
    }

    private static void begin(ApiStream answer, HttpServerResponse response, String reason, Runnable ended) {
        response.setStatusCode(answer.code()).setChunked(true);
        for (String name : Answer.PASSED_ON) {
            List<String> values = answer.header(name);
            if (!values.isEmpty()) {
                response.putHeader(name, values);
            }
        }
        response.putHeader("Cache-Status", "serai; fwd=" + reason);
        response.writeHead();
        response.closeHandler(closed -> {
            ended.run();
            answer.cancel();
        });
    }

    // The next part is asked for only when the caller has room for it.
    private static void pass(ApiStream answer, HttpServerResponse response, Context eventLoop) {
        answer.onPart(part -> eventLoop.runOnContext(now -> {
            part.forEach(bytes -> response.write(buffer(bytes)));
            if (response.writeQueueFull()) {
                response.drainHandler(drained -> answer.next());
            } else {
                answer.next();
            }
        }));
        answer.onEnd(failure -> eventLoop.runOnContext(now -> {
            if (failure == null) {
                response.end();
            } else {
                response.reset();
            }
        }));
        answer.next();
    }

    private static Buffer buffer(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return Buffer.buffer(copy);
    }
}
