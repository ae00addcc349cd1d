package dev.serai.rest.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.api.Widgets;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.process.Closing;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A create that is repeated makes one object, whichever Serai is asked, and whatever happens to it meanwhile. */
@Timeout(240)
class IdempotencyIT {

    private static final String PODS = Cluster.PODS;
    private static final String KEY = "Idempotency-Key";
    private static final int REPEATS = 200;
    private static final int AT_ONCE = 20;

    private static KubeApi api;
    private static List<SeraiProcess> serais;

    @BeforeAll
    static void start() {
        api = KubeApi.start();
        Widgets.define(api);
        serais = List.of(Cluster.serai(api.kubeconfig()), Cluster.serai(api.kubeconfig()));
        serais.forEach(serai -> serai.set("SERAI_WRITES_PER_SECOND", "10000")
                .set("SERAI_WRITES_PER_CALLER_PER_SECOND", "10000")
                .start());
        serais.forEach(serai -> serai.awaitReady(Cluster.STARTED));
    }

    @AfterAll
    static void stop() {
        serais.forEach(Closing::close);
        Closing.close(api);
    }

    @Test
    void twoHundredRepeatsOverTwoProcessesThatAreKilledMakeOneObject() {
        String pod = generated(Pods.small("x"), "killed");
        Set<String> uids = new ConcurrentSkipListSet<>();
        AtomicInteger answered = new AtomicInteger();
        // So that each kill comes while some are on their way.
        Semaphore allowed = new Semaphore(REPEATS / 4);
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            var repeats = IntStream.range(0, REPEATS)
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> {
                                allowed.acquireUninterruptibly();
                                uids.add(uid(untilAnswered(i, PODS, "killed", pod)));
                                answered.incrementAndGet();
                            },
                            threads))
                    .toList();
            killAndStartAgain(0, answered, 20, allowed);
            killAndStartAgain(1, answered, 70, allowed);
            killAndStartAgain(0, answered, 130, allowed);
            repeats.forEach(CompletableFuture::join);
        } finally {
            threads.shutdownNow();
        }

        assertThat(answered).hasValue(REPEATS);
        assertThat(uids).hasSize(1);
        assertThat(stored(PODS, "killed")).containsExactlyElementsOf(uids);
    }

    @Test
    void repeatsOfOneNameMakeOneObjectAndAreAllAnsweredAsCreated() {
        Set<String> uids = repeat(PODS, "named", Pods.small("named").replace("\"app\"", "\"write\":\"named\",\"app\""));

        assertThat(stored(PODS, "named")).containsExactlyElementsOf(uids);
        JsonNode pod = Json.parse(api.kubectl("get", "pod", "named", "-o", "json"));
        assertThat(pod.at("/metadata/annotations/serai.dev~1idempotency-key").asText())
                .isNotEmpty();
    }

    @Test
    void customResourcesWithAGeneratedNameAreMadeOnceToo() {
        Set<String> uids = repeat(Widgets.PATH, "widget", generated(Widgets.named("x", 3), "widget"));

        assertThat(stored(Widgets.PATH, "widget")).containsExactlyElementsOf(uids);
    }

    @Test
    void aKeyHoldsOverARestart() {
        String pod = generated(Pods.small("x"), "restarted");
        String uid = uid(post(0, PODS, "restarted", pod));
        for (SeraiProcess serai : serais) {
            serai.kill();
            serai.start().awaitReady(Cluster.STARTED);
        }

        assertThat(uid(post(0, PODS, "restarted", pod))).isEqualTo(uid);
        assertThat(uid(post(1, PODS, "restarted", pod))).isEqualTo(uid);
    }

    @Test
    void aKeyCannotBeUsedForSomethingElse() {
        String pod = generated(Pods.small("x"), "reused");
        assertThat(post(0, PODS, "reused", pod).statusCode()).isEqualTo(201);

        HttpResponse<String> other = post(1, PODS, "reused", pod.replace("small:1", "small:2"));

        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(Json.parse(other.body()).at("/reason").asText()).isEqualTo("Invalid");
        assertThat(stored(PODS, "reused")).hasSize(1);
    }

    @Test
    void anotherKeyAndNoKeyMakeAnotherObject() {
        String pod = generated(Pods.small("x"), "several");
        Set<String> uids = new TreeSet<>();
        uids.add(uid(post(0, PODS, "several-1", pod)));
        uids.add(uid(post(0, PODS, "several-2", pod)));
        uids.add(uid(Cluster.post(serais.get(0), PODS, pod)));
        uids.add(uid(Cluster.post(serais.get(0), PODS, pod)));

        assertThat(uids).hasSize(4);
    }

    @Test
    void oneKeyStandsForOneObjectInEachNamespace() {
        api.kubectl("create", "namespace", "other");
        String pod = generated(Pods.small("x"), "spaced");
        String here = uid(post(0, PODS, "spaced", pod));
        String there = uid(post(0, "/api/v1/namespaces/other/pods", "spaced", pod));

        assertThat(there).isNotEqualTo(here);
    }

    private static Set<String> repeat(String path, String key, String body) {
        Set<String> uids = new ConcurrentSkipListSet<>();
        IntStream.range(0, AT_ONCE).parallel().forEach(i -> uids.add(uid(post(i % 2, path, key, body))));
        assertThat(uids).hasSize(1);
        return uids;
    }

    // As a client repeats that wants to know: until it was told.
    private static HttpResponse<String> untilAnswered(int number, String path, String key, String body) {
        for (int attempt = number; ; attempt++) {
            try {
                HttpResponse<String> answer = post(attempt % 2, path, key, body);
                if (answer.statusCode() != 503 && answer.statusCode() != 504 && answer.statusCode() != 429) {
                    return answer;
                }
            } catch (UncheckedIOException killed) {
                // It may have been done: that is what the key is for.
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }

    private static void killAndStartAgain(int serai, AtomicInteger answered, int after, Semaphore allowed) {
        await().atMost(Duration.ofSeconds(60)).until(() -> answered.get() >= after);
        serais.get(serai).kill();
        allowed.release(REPEATS / 4);
        serais.get(serai).start().awaitReady(Cluster.STARTED);
    }

    private static HttpResponse<String> post(int serai, String path, String key, String body) {
        SeraiProcess asked = serais.get(serai);
        return asked.send(HttpRequest.newBuilder(URI.create(asked.url() + path))
                .header("Content-Type", "application/json")
                .header(KEY, key)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static String uid(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return Json.parse(answer.body()).at("/metadata/uid").asText();
    }

    private static String generated(String object, String label) {
        return object.replace("\"name\":\"x\"", "\"generateName\":\"made-\"")
                .replace("\"labels\":{", "\"labels\":{\"write\":\"" + label + "\",");
    }

    private static List<String> stored(String path, String label) {
        JsonNode list = Json.parse(Cluster.direct(api, path + "?labelSelector=write%3D" + label));
        return StreamSupport.stream(list.path("items").spliterator(), false)
                .map(object -> object.at("/metadata/uid").asText())
                .toList();
    }
}
