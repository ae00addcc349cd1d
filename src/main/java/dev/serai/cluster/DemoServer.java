package dev.serai.cluster;

import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.Headers;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.mockwebserver.vertx.ServerWebSocketHandler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;

/**
 * Plain HTTP on a free loopback port for a dispatcher of the mock server.
 * The mock server's own front keeps every request in memory, cannot stream a watch over plain HTTP, and does not load
 * without Bouncy Castle.
 */
final class DemoServer implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Dispatcher dispatcher;
    private final HttpServer http;

    DemoServer(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
        HttpServerOptions options =
                new HttpServerOptions().setHost(LOOPBACK).setPort(0).setHttp2ClearTextEnabled(false);
        http = done(
                vertx.createHttpServer(options).requestHandler(this::receive).listen());
    }

    String url() {
        return "http://" + LOOPBACK + ":" + http.actualPort();
    }

    private void receive(HttpServerRequest request) {
        if (upgrades(request)) {
            // What follows such a head is the web socket's: as a body it would never end.
            answer(request, new byte[0]);
        } else {
            request.body().onSuccess(body -> answer(request, body.getBytes()));
        }
    }

    private void answer(HttpServerRequest request, byte[] body) {
        RecordedRequest recorded = new RecordedRequest(
                request.version().alpnName(),
                HttpMethod.fromVertx(request.method()),
                request.uri(),
                Headers.builder().addAll(request.headers()).build(),
                new Buffer(body));
        MockResponse answer = dispatcher.dispatch(recorded);
        if (answer.getWebSocketListener() == null) {
            request.response().setStatusCode(answer.code());
            answer.getHeaders().toMultimap().forEach((name, values) -> request.response()
                    .putHeader(name, values));
            request.response()
                    .end(io.vertx.core.buffer.Buffer.buffer(answer.getBody().getBytes()));
        } else if (upgrades(request)) {
            request.toWebSocket().onSuccess(new ServerWebSocketHandler(recorded, answer));
        } else {
            new DemoStream(vertx.getOrCreateContext(), request.response(), recorded).begin(answer);
        }
    }

    private static boolean upgrades(HttpServerRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
    }

    @Override
    public void close() {
        done(vertx.close());
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
