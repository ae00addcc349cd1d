package dev.serai.rest.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a caller sees of an answer that fails after it has begun. */
@Timeout(30)
class BrokenOffAnswerTest {

    private static final long INTERNAL_ERROR = 2;

    private final Vertx vertx = Vertx.vertx();
    private HttpServer server;

    @BeforeEach
    void listen() throws Exception {
        server = get(vertx.createHttpServer()
                .requestHandler(request -> {
                    Answers.begin(request.response());
                    request.response()
                            .write("half of it")
                            .onSuccess(written ->
                                    Answers.fail(request.response(), new IllegalStateException("the other half")));
                })
                .listen(0, "127.0.0.1"));
    }

    @AfterEach
    void stop() throws Exception {
        get(vertx.close());
    }

    @Test
    void overHttp2ItIsAnError() {
        // Of a stream that ends with NO_ERROR a caller may take what has come for the whole.
        assertThat(catchThrowable(() -> body(HttpVersion.HTTP_2)))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(StreamResetException.class, reset -> assertThat(reset.getCode())
                        .isEqualTo(INTERNAL_ERROR));
    }

    @Test
    void overHttp1TheConnectionEnds() {
        assertThat(catchThrowable(() -> body(HttpVersion.HTTP_1_1)))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(HttpClosedException.class);
    }

    private Buffer body(HttpVersion version) throws Exception {
        var client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false));
        return get(client.request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/")
                .compose(request -> request.send())
                .compose(answer -> answer.body()));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
