package dev.serai.limit;

import static dev.serai.fixture.process.Cluster.PODS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fixture.api.ApiServerMetrics;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.http.Callers;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.http.KeptConnection;
import dev.serai.fixture.http.KeptConnection.Reply;
import dev.serai.fixture.http.Readers;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** However much is written at once, the API server gets what it is meant to get, and everyone else what they need. */
@Timeout(240)
class WriteFloodIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int CALLERS = 50;
    private static final int PER_CALLER = 40;
    private static final int SECONDS = 20;
    private static final int LIMIT = 100;
    // Where the machine is too slow for as many.
    private static final Duration AT_MOST = Duration.ofSeconds(3 * SECONDS);

    private KubeApi api;
    private SeraiProcess serai;

    @BeforeEach
    void start() {
        api = KubeApi.start();
        serai = Cluster.serai(api.kubeconfig());
    }

    @AfterEach
    void stop() {
        serai.close();
        api.close();
    }

    @Test
    void aFloodOfCreatesIsHeldBackAndHurtsNobody() {
        serai.set("SERAI_WRITES_PER_SECOND", Integer.toString(LIMIT))
                .set("SERAI_WRITES_PER_CALLER_PER_SECOND", Integer.toString(LIMIT))
                .start()
                .awaitReady(Cluster.STARTED);
        List<String> doomed = create(21);
        await().atMost(SOON)
                .until(() ->
                        serai.get(PODS + "/" + doomed.get(doomed.size() - 1)).statusCode() == 200);
        Map<String, String> accepted = new ConcurrentHashMap<>();
        List<String> wrong = new CopyOnWriteArrayList<>();
        AtomicInteger refused = new AtomicInteger();
        long before = ApiServerMetrics.writes(api, "pods");
        long started = System.nanoTime();
        List<Reply> deleted = new ArrayList<>();
        try (Readers readers = new Readers(serai.url(), PODS + "/" + doomed.get(0), PODS + "?limit=10");
                Callers flood = Callers.start(
                        port(), CALLERS, PER_CALLER * SECONDS, PER_CALLER, (connection, caller, number) -> {
                            String id = caller + "-" + number;
                            Reply reply = connection.ask("POST", PODS, labelled(id));
                            note(id, reply, accepted, refused, wrong);
                        })) {
            // Once the flood is there, and not all in one second.
            for (String name : doomed.subList(1, doomed.size())) {
                int then = refused.get();
                await().atMost(SOON).until(() -> refused.get() > then + 50 || !flood.areBusy());
                assertThat(flood.areBusy()).isTrue();
                deleted.add(delete(name));
            }
            flood.join(AT_MOST);
            assertThat(flood.failures()).isEmpty();
            assertThat(readers.failures()).isEmpty();
            assertThat(readers.answered()).isPositive();
        }
        double seconds = (System.nanoTime() - started) / 1e9;

        assertThat(wrong).isEmpty();
        assertThat(refused.get()).isPositive();
        // What is let through in the second in which the flood begins, and then in each.
        assertThat(ApiServerMetrics.writes(api, "pods") - before).isLessThanOrEqualTo((long) ((seconds + 1) * LIMIT));
        assertThat(deleted).extracting(Reply::status).containsOnly(200);
        // An object that was written twice would be there twice: its name is the API server's.
        assertThat(stored()).containsExactlyInAnyOrderElementsOf(accepted.keySet());
    }

    @Test
    void oneCallerCannotTakeTheShareOfTheOthers() {
        serai.set("SERAI_WRITES_PER_SECOND", "1000")
                .set("SERAI_WRITES_PER_CALLER_PER_SECOND", "5")
                .start()
                .awaitReady(Cluster.STARTED);
        Map<String, String> accepted = new ConcurrentHashMap<>();
        List<String> wrong = new CopyOnWriteArrayList<>();
        AtomicInteger refused = new AtomicInteger();
        long started = System.nanoTime();
        List<Reply> modest = new ArrayList<>();
        try (Callers greedy = Callers.start(port(), 1, 400, 100, (connection, caller, number) -> {
                    Reply reply = connection.ask("POST", PODS, labelled("greedy-" + number));
                    note("greedy-" + number, reply, accepted, refused, wrong);
                });
                KeptConnection other = KeptConnection.from("127.0.0.99", port())) {
            await().atMost(SOON).until(() -> refused.get() > 10);
            for (int number = 0; number < 3; number++) {
                modest.add(other.ask("POST", PODS, labelled("modest-" + number)));
            }
            greedy.join();
            assertThat(greedy.failures()).isEmpty();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        double seconds = (System.nanoTime() - started) / 1e9;

        assertThat(wrong).isEmpty();
        assertThat(accepted.size()).isLessThanOrEqualTo((int) ((seconds + 1) * 5));
        assertThat(modest).extracting(Reply::status).containsOnly(201);
    }

    @Test
    void limitsAreChangedWithoutARestart() throws IOException {
        Path config = Files.writeString(serai.directory().resolve("serai.properties"), "serai.writes.per-second=1\n");
        serai.set("SERAI_CONFIG", config.toString()).start().awaitReady(Cluster.STARTED);
        assertThat(statuses(20)).contains(201, 429);

        Files.writeString(config, "serai.writes.per-second=1000\nserai.writes.per-caller-per-second=1000\n");

        await().atMost(SOON).untilAsserted(() -> assertThat(statuses(20)).containsOnly(201));
    }

    private List<Integer> statuses(int requests) throws IOException {
        List<Integer> statuses = new ArrayList<>();
        try (KeptConnection connection = KeptConnection.from("127.0.0.2", port())) {
            for (int number = 0; number < requests; number++) {
                statuses.add(connection.ask("POST", PODS, labelled("limits")).status());
            }
        }
        return statuses;
    }

    private static void note(
            String id, Reply reply, Map<String, String> accepted, AtomicInteger refused, List<String> wrong) {
        boolean throttled = reply.status() == 429
                && reply.headers().getOrDefault("retry-after", "").matches("[1-9]\\d*")
                && reply.body().contains("\"reason\":\"TooManyRequests\"");
        if (reply.status() == 201) {
            accepted.put(id, reply.body());
        } else if (throttled) {
            refused.incrementAndGet();
        } else {
            wrong.add(id + " " + reply);
        }
    }

    private Reply delete(String name) {
        try (KeptConnection connection = KeptConnection.from("127.0.0.98", port())) {
            return connection.ask("DELETE", PODS + "/" + name + "?gracePeriodSeconds=0", null);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> create(int pods) {
        List<String> names = new ArrayList<>();
        StringBuilder all = new StringBuilder();
        for (int number = 0; number < pods; number++) {
            names.add("doomed-" + number);
            all.append(Pods.small("doomed-" + number)).append("---\n");
        }
        api.kubectlWithInput(all.toString(), "create", "-f", "-");
        return names;
    }

    private static String labelled(String id) {
        return """
                {"apiVersion":"v1","kind":"Pod","metadata":{"generateName":"flood-","labels":{"write":"%s"}},
                 "spec":{"containers":[{"name":"main","image":"example.com/small:1"}]}}""".formatted(id);
    }

    private List<String> stored() {
        JsonNode pods = Json.parse(Cluster.direct(api, PODS + "?labelSelector=write"));
        return StreamSupport.stream(pods.path("items").spliterator(), false)
                .map(pod -> pod.at("/metadata/labels/write").asText())
                .toList();
    }

    private int port() {
        return URI.create(serai.url()).getPort();
    }
}
