package dev.serai.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.fixture.api.ScriptedApi;
import dev.serai.kube.StatusException;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** An API server that closes connections on which it was asked. */
@Timeout(60)
class ApiServerTest {

    private static final ApiRequest GET = new ApiRequest("GET", "/version", null, Map.of(), null);
    private static final Duration IMPATIENT = Duration.ofSeconds(2);
    private static final ApiRequest POST = new ApiRequest(
            "POST",
            "/api/v1/namespaces/shop/pods",
            null,
            Map.of("Content-Type", "application/json"),
            "{}".getBytes(StandardCharsets.UTF_8));

    private final AtomicInteger asked = new AtomicInteger();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger closing = new AtomicInteger();
    private final AtomicBoolean silent = new AtomicBoolean();
    private final AtomicBoolean beginning = new AtomicBoolean();
    private final AtomicBoolean dripping = new AtomicBoolean();
    private final ScriptedApi api = new ScriptedApi(request -> {
        asked.incrementAndGet();
        if (dripping.get()) {
            request.response().setChunked(true).write("{");
            long timer = Vertx.currentContext().owner().setPeriodic(200, now -> request.response()
                    .write(" "));
            request.connection()
                    .closeHandler(closed -> Vertx.currentContext().owner().cancelTimer(timer));
        } else if (beginning.get()) {
            request.response().setChunked(true).write("{");
        } else if (silent.get()) {
            LoggerFactory.getLogger(ApiServerTest.class).debug("{} is not answered", request.uri());
        } else if (closing.getAndDecrement() > 0) {
            request.connection().close();
        } else {
            request.body().onSuccess(body -> {
                received.add(body.toString());
                request.response().end("{}");
            });
        }
    });
    private final ApiServer apiServer = api.apiServer();

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void aGetIsSentOnceMore() throws Exception {
        closing.set(1);
        assertThat(apiServer.stream(GET).get().code()).isEqualTo(200);
        assertThat(asked).hasValue(2);
        closing.set(1);
        assertThat(apiServer.sendAsync(GET).get().code()).isEqualTo(200);
        assertThat(asked).hasValue(4);
    }

    /** It is a question, although it is a POST: whoever may have something would be told that nobody can tell. */
    @Test
    void aReviewIsSentOnceMoreAsItWas() throws Exception {
        byte[] body = "{\"kind\":\"SubjectAccessReview\"}".getBytes(StandardCharsets.UTF_8);
        closing.set(1);
        apiServer
                .sendAsync(new ApiRequest(
                        "POST",
                        "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                        null,
                        Map.of("Content-Type", "application/json"),
                        body))
                .get();
        assertThat(asked).hasValue(2);
        assertThat(received).containsExactly(new String(body, StandardCharsets.UTF_8));
    }

    @Test
    void andNotAgainIfThatIsInVain() {
        closing.set(10);
        assertThatThrownBy(() -> apiServer.stream(GET).get()).isInstanceOf(ExecutionException.class);
        assertThat(asked).hasValue(2);
    }

    @Test
    void whatWritesIsSentOnce() {
        closing.set(10);
        assertThatThrownBy(() -> apiServer.send(POST))
                .isInstanceOfSatisfying(
                        StatusException.class,
                        unknown -> assertThat(unknown.status().getCode()).isEqualTo(504));
        assertThat(asked).hasValue(1);
    }

    @Test
    void aWriteToASilentApiServerEndsAndNobodyKnowsWhetherItWasMade() {
        try (var impatient = new ApiServer(api.client(), IMPATIENT)) {
            impatient.send(GET);
            silent.set(true);
            assertThatThrownBy(() -> impatient.send(POST)).isInstanceOfSatisfying(StatusException.class, unknown -> {
                assertThat(unknown.status().getCode()).isEqualTo(504);
                assertThat(unknown.status().getMessage()).contains("not known whether");
                assertThat(unknown.status().getDetails().getRetryAfterSeconds()).isNull();
            });
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void aQuestionToASilentApiServerEndsAndMayBeAskedAgain() {
        silent.set(true);
        try (var impatient = new ApiServer(api.client(), IMPATIENT)) {
            assertThatThrownBy(() -> impatient.send(GET)).isInstanceOfSatisfying(StatusException.class, timeout -> {
                assertThat(timeout.status().getCode()).isEqualTo(504);
                assertThat(timeout.status().getDetails().getRetryAfterSeconds()).isEqualTo(1);
            });
            assertThatThrownBy(() -> impatient.sendAsync(GET).get()).hasCauseInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> impatient.stream(GET).get()).hasCauseInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void anAnswerThatBeginsAndDoesNotGoOnEndsToo() throws Exception {
        beginning.set(true);
        try (var impatient = new ApiServer(api.client(), IMPATIENT)) {
            assertThatThrownBy(() -> impatient.send(POST)).isInstanceOf(StatusException.class);
            assertThatThrownBy(() -> impatient.sendAsync(GET).get()).isInstanceOf(ExecutionException.class);

            var ended = new CompletableFuture<Throwable>();
            ApiStream list = impatient.stream(GET).get();
            list.onPart(part -> list.next());
            list.onEnd(ended::complete);
            list.next();
            assertThat(ended.get()).isNotNull();
        }
    }

    @Test
    void anAnswerThatGoesOnForEverEndsToo() {
        dripping.set(true);
        try (var impatient = new ApiServer(api.client(), IMPATIENT)) {
            assertThatThrownBy(() -> impatient.send(POST))
                    .isInstanceOfSatisfying(
                            StatusException.class,
                            unknown -> assertThat(unknown.status().getCode()).isEqualTo(504));
            assertThatThrownBy(() -> impatient.sendAsync(GET).get()).hasCauseInstanceOf(TimeoutException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"watch=true", "watch", "limit=1&watch=1", "follow=true"})
    void whatMayBeSilentIsLeftToBe(String query) throws Exception {
        beginning.set(true);
        try (var impatient = new ApiServer(api.client(), IMPATIENT)) {
            ApiStream watch = impatient.stream(new ApiRequest("GET", "/api/v1/pods", query, Map.of(), null))
                    .get();
            var ended = new CompletableFuture<Throwable>();
            watch.onPart(part -> watch.next());
            watch.onEnd(ended::complete);
            watch.next();
            // One that is no watch ends meanwhile.
            assertThatThrownBy(() -> impatient.send(GET)).isInstanceOf(StatusException.class);
            assertThat(ended).isNotDone();
            watch.cancel();
        }
    }

    // Within the minute that each test has: an idle connection is ended a little later anyway.
    @Test
    void aRequestOfTheLeaseToASilentApiServerEnds() {
        silent.set(true);
        var lease = new LeaseLock("default", "publisher", "me");
        assertThatThrownBy(() -> lease.get(api.client())).isInstanceOf(KubernetesClientException.class);
        assertThat(asked).hasPositiveValue();
    }

    @Test
    @Timeout(90)
    void whereNoConnectionComesAboutNothingWasSent() throws Exception {
        // Taken by the system and never answered, as behind a firewall that drops what it does not know.
        try (var mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                KubernetesClient client = ClusterClient.connect(new ConfigBuilder()
                        .withMasterUrl("https://127.0.0.1:" + mute.getLocalPort())
                        .withTrustCerts(true)
                        .build());
                var toNobody = new ApiServer(client)) {
            assertThatThrownBy(() -> toNobody.send(POST)).isInstanceOfSatisfying(StatusException.class, refused -> {
                assertThat(refused.status().getCode()).isEqualTo(503);
                assertThat(refused.status().getMessage()).contains("nothing was sent");
            });
        }
    }
}
