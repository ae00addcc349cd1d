package dev.serai.rest.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.serai.cache.object.StrippedFields;
import dev.serai.fixture.api.ScriptedApi;
import dev.serai.http.SteppedReads;
import dev.serai.limit.CallerQuota;
import dev.serai.limit.ReadLimitsConfiguration;
import dev.serai.rest.wire.Representation;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is passed on arrives as it comes, and nothing of it goes on without anyone who reads it. */
@Timeout(60)
class PassthroughTest {

    private static final String LOG = "/api/v1/namespaces/shop/pods/web/log?follow=true";
    private static final String BROKEN = "/api/v1/namespaces/shop/pods/broken/log";
    private static final String AGAIN = "/api/v1/namespaces/shop/pods/web";
    private static final int STREAMS = 2;
    private static final Buffer PART = Buffer.buffer("x".repeat(64 * 1024));
    private static final long MORE_THAN_SOCKETS_HOLD = 64 * 1024 * 1024;

    private final CompletableFuture<HttpServerResponse> asked = new CompletableFuture<>();
    private final CompletableFuture<Void> left = new CompletableFuture<>();
    private ScriptedApi api;
    private String url;
    private volatile Context eventLoop;
    private volatile int askedAgain;

    @BeforeEach
    void start() {
        api = new ScriptedApi(request -> {
            if (request.path().equals(AGAIN)) {
                answerEachSecond(request);
                return;
            }
            if (request.uri().equals(BROKEN)) {
                request.response()
                        .setChunked(true)
                        .putHeader("Content-Type", "text/plain")
                        .write("begun");
                Vertx.currentContext().owner().setTimer(100, now -> request.connection()
                        .close());
                return;
            }
            HttpServerResponse response = request.response().setChunked(true);
            response.putHeader("Content-Type", "text/plain").writeHead();
            response.closeHandler(closed -> left.complete(null));
            eventLoop = Vertx.currentContext();
            asked.complete(response);
        });
        var passthrough = new Passthrough(
                api.apiServer(),
                new ReadLimitsConfiguration(1_000, STREAMS).limiter(),
                new CallerQuota(STREAMS, STREAMS),
                StrippedFields.parse("metadata.managedFields"));
        url = api.listen(request -> {
            SteppedReads.answer(request, List.of(read -> {
                if (request.path().equals(AGAIN)) {
                    passthrough.streamStripped(
                            read,
                            passthrough.stripped(read.request(), Representation.Kind.OBJECT, ""),
                            Duration.ofMillis(100),
                            () -> passthrough.stream(read));
                } else {
                    passthrough.stream(read);
                }
            }));
        });
    }

    private void answerEachSecond(HttpServerRequest request) {
        if (++askedAgain % 2 == 0) {
            request.response().end("{}");
        }
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void aLogIsReadAsItIsWrittenUntilItsReaderLeaves() throws Exception {
        InputStream log = open();
        HttpServerResponse upstream = asked.join();
        for (String line : new String[] {"first\n", "second\n"}) {
            upstream.write(line);
            assertThat(new String(log.readNBytes(line.length()), StandardCharsets.UTF_8))
                    .isEqualTo(line);
        }
        log.close();
        await().until(left::isDone);
    }

    @Test
    void theEndOfALogIsItsEnd() throws Exception {
        InputStream log = open();
        asked.join().end("last");
        assertThat(new String(log.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("last");
    }

    @Test
    void anAnswerThatBreaksOffCountsNoMore() throws Exception {
        for (int i = 0; i < 3 * STREAMS; i++) {
            InputStream answer = open(BROKEN);
            assertThatThrownBy(answer::readAllBytes).isInstanceOf(IOException.class);
        }
    }

    @Test
    void whatIsAskedForOnceMoreCountsOnce() throws Exception {
        for (int i = 0; i <= STREAMS; i++) {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(url + AGAIN)).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("cache-status")).hasValue("serai; fwd=bypass");
        }
    }

    @Test
    void whoDoesNotReadHoldsUpTheApiServerAndFillsNoMemory() throws Exception {
        InputStream log = open();
        HttpServerResponse upstream = asked.join();
        var written = new AtomicLong();
        eventLoop.runOnContext(now -> write(upstream, written));
        var seen = new AtomicLong(-1);
        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(30))
                .until(() -> seen.getAndSet(written.get()) == written.get());
        long held = written.get();
        assertThat(held).isLessThan(MORE_THAN_SOCKETS_HOLD);
        log.skipNBytes(held);
        await().until(() -> written.get() > held);
        log.close();
    }

    private static void write(HttpServerResponse upstream, AtomicLong written) {
        while (!upstream.closed() && !upstream.writeQueueFull()) {
            upstream.write(PART);
            written.addAndGet(PART.length());
        }
        if (!upstream.closed()) {
            upstream.drainHandler(drained -> write(upstream, written));
        }
    }

    private InputStream open() throws IOException, InterruptedException {
        return open(LOG);
    }

    private InputStream open(String path) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create(url + path)).build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/plain");
        return answer.body();
    }
}
