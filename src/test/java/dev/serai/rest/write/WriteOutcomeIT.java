package dev.serai.rest.write;

import static dev.serai.fixture.process.Cluster.PODS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fixture.api.ApiServerMetrics;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.http.Readers;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever writes knows afterwards whether it was done, was not, or may have been; it is done once, or not at all. */
@Timeout(180)
class WriteOutcomeIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int LARGE = 50_000;
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";

    private static KubeApi api;

    private SeraiProcess serai;

    @BeforeAll
    static void startApiServer() {
        api = KubeApi.start();
        api.kubectlWithInput(Pods.small("kept"), "create", "-f", "-");
    }

    @AfterAll
    static void stopApiServer() {
        api.close();
    }

    @BeforeEach
    void start() {
        serai = Cluster.serai(api.kubeconfig())
                .set("SERAI_WRITES_PER_SECOND", "10000")
                .set("SERAI_WRITES_PER_CALLER_PER_SECOND", "10000")
                .start()
                .awaitReady(Cluster.STARTED);
        await().atMost(SOON).until(() -> serai.get(PODS + "/kept").statusCode() == 200);
    }

    @AfterEach
    void stop() {
        serai.close();
        api.startApiServer();
        api.link().resume();
    }

    @Test
    void aWriteWhoseAnswerIsLostMayHaveBeenDone() throws Exception {
        // No connection can be opened over a link that is mute; the one that is there is used again.
        awaitWritable();
        long before = ApiServerMetrics.writes(api, "pods");
        try (Readers readers = new Readers(serai.url(), PODS + "/kept")) {
            api.link().mute();
            CompletableFuture<HttpResponse<String>> answer = async("POST", PODS, generated("lost-answer"));
            await().atMost(SOON).until(() -> stored("lost-answer") == 1);
            assertThat(answer).isNotDone();

            api.link().cut();

            assertUnknown(answer.get(60, TimeUnit.SECONDS));
            assertThat(readers.failures()).isEmpty();
            assertThat(readers.answered()).isPositive();
        }
        assertThat(ApiServerMetrics.writes(api, "pods") - before).isEqualTo(1);
        // Should anything send it again, it would have been by the time that the next is answered.
        api.link().resume();
        awaitWritable();
        assertThat(stored("lost-answer")).isOne();
    }

    @Test
    void anApiServerThatDiesOverAWriteLeavesItUnknown() throws Exception {
        api.kubectlWithInput(Pods.small("mortal"), "create", "-f", "-");
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        long before = api.link().bytesPassedOn();
        // It cannot answer a write while its etcd is silent, and so it dies with each of them unanswered.
        api.freezeEtcd();
        try {
            answers.add(async("POST", PODS, large(generated("died"))));
            answers.add(async("POST", CONFIG_MAPS, large("""
                    {"metadata":{"generateName":"died-","labels":{"write":"died"}}}""")));
            answers.add(async("DELETE", PODS + "/mortal", large("{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\"}")));
            answers.add(async("PUT", CONFIG_MAPS + "/died", large("{\"metadata\":{\"name\":\"died\"}}")));
            long sent = (long) answers.size() * LARGE;
            await().atMost(SOON).until(() -> api.link().bytesPassedOn() >= before + sent);
            assertThat(answers).noneMatch(CompletableFuture::isDone);
        } finally {
            api.stopApiServer();
            api.thawEtcd();
        }

        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertUnknown(answer.get(60, TimeUnit.SECONDS));
        }
        api.startApiServer();
        awaitWritable();
        // What had got as far as etcd was done, once, by the time that the next is answered.
        assertThat(stored("died")).isLessThanOrEqualTo(1);
    }

    @Test
    void aWriteThatCannotBeSentWasNotDoneAndWritesGoOnByThemselvesAfterwards() {
        api.stopApiServer();
        try (Readers readers = new Readers(serai.url(), PODS + "/kept", PODS)) {
            // More than it takes to open a circuit breaker.
            for (int i = 0; i < 40; i++) {
                assertRefused(Cluster.post(serai, PODS, generated("never-sent")));
                assertRefused(Cluster.post(serai, CONFIG_MAPS, "{\"metadata\":{\"generateName\":\"never-sent-\"}}"));
                assertRefused(Cluster.delete(serai, PODS + "/kept"));
            }
            assertThat(readers.failures()).isEmpty();

            api.startApiServer();

            awaitWritable();
            assertThat(readers.failures()).isEmpty();
            assertThat(readers.answered()).isPositive();
        }
        assertThat(stored("never-sent")).isZero();
        assertThat(api.kubectl("get", "pod", "kept", "-o", "name")).isEqualTo("pod/kept\n");
    }

    @Test
    void refusalsOfTheApiServerDoNotCloseTheWayForOthers() {
        for (int i = 0; i < 40; i++) {
            assertThat(Cluster.post(serai, PODS, Pods.small("Not_Valid")).statusCode())
                    .isEqualTo(422);
        }
        assertThat(Cluster.post(serai, PODS, generated("valid")).statusCode()).isEqualTo(201);
    }

    private static void assertRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after").orElse("")).matches("[1-9]\\d*");
        assertThat(Json.parse(answer.body()).at("/reason").asText()).isEqualTo("ServiceUnavailable");
    }

    // A client that reads Retry-After would do it again.
    private static void assertUnknown(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(504);
        assertThat(answer.headers().firstValue("retry-after")).isEmpty();
        JsonNode status = Json.parse(answer.body());
        assertThat(status.at("/status").asText()).isEqualTo("Failure");
        assertThat(status.at("/reason").asText()).isEqualTo("Timeout");
        assertThat(status.at("/message").asText()).contains("not known whether");
        assertThat(status.at("/details/retryAfterSeconds").isMissingNode()).isTrue();
    }

    private void awaitWritable() {
        await().atMost(SOON)
                .until(() -> Cluster.post(serai, PODS + "?dryRun=All", generated("again"))
                                .statusCode()
                        == 201);
    }

    private CompletableFuture<HttpResponse<String>> async(String method, String path, String body) {
        HttpRequest.BodyPublisher content =
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        HttpRequest request = HttpRequest.newBuilder(URI.create(serai.url() + path))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(60))
                .method(method, content)
                .build();
        return CompletableFuture.supplyAsync(() -> serai.send(request));
    }

    private static int stored(String label) {
        return Json.parse(Cluster.direct(api, PODS + "?labelSelector=write%3D" + label))
                .path("items")
                .size();
    }

    // So large that what else is sent, to open a connection, cannot be taken for one of them.
    private static String large(String body) {
        return body + " ".repeat(LARGE);
    }

    private static String generated(String label) {
        return """
                {"apiVersion":"v1","kind":"Pod","metadata":{"generateName":"written-","labels":{"write":"%s"}},
                 "spec":{"containers":[{"name":"main","image":"example.com/small:1"}]}}""".formatted(label);
    }
}
