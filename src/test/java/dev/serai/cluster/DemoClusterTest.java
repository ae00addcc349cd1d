package dev.serai.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoClusterTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PODS = "/api/v1/namespaces/default/pods";

    private final SteppingClock clock = new SteppingClock();
    private final HttpClient http = HttpClient.newHttpClient();
    private DemoCluster cluster;
    private KubernetesClient client;

    @BeforeEach
    void start() {
        cluster = DemoCluster.start(clock, 7);
        client =
                new KubernetesClientBuilder().withConfig(cluster.clientConfig()).build();
    }

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
    }

    @Test
    void samplePodsBecomeReadyAfterTwoSeconds() {
        live(2);

        assertThat(pods()).hasSizeGreaterThanOrEqualTo(5).allSatisfy(pod -> {
            if (!pod.getMetadata().getName().startsWith("report-")) {
                assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
                assertThat(pod.getStatus().getPodIP()).startsWith("10.244.");
                assertThat(DemoPod.ready(pod)).isTrue();
            }
        });
    }

    @Test
    void anInformerSeesPodsRunRestartCompleteAndGo() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        try (SharedIndexInformer<Pod> informer = client.pods()
                .inAnyNamespace()
                .withLimit(500L)
                .runnableInformer(0)
                .addEventHandler(noting(seen))) {
            informer.start()
                    .toCompletableFuture()
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
            assertThat(informer.hasSynced()).isTrue();

            live(120);

            await().untilAsserted(() -> assertThat(seen)
                    .contains("ready", "unready", "restarted", "OOMKilled", "Succeeded", "terminating", "deleted"));
            await().untilAsserted(() -> assertThat(informer.getStore().list())
                    .extracting(pod ->
                            pod.getMetadata().getUid() + pod.getMetadata().getResourceVersion())
                    .containsExactlyInAnyOrderElementsOf(pods().stream()
                            .map(pod -> pod.getMetadata().getUid()
                                    + pod.getMetadata().getResourceVersion())
                            .toList()));
        }
    }

    @Test
    void aWatchTellsEveryChangeOnceWithRisingVersions() {
        List<String> versions = new CopyOnWriteArrayList<>();
        String from = client.pods().list().getMetadata().getResourceVersion();
        live(20);
        Watch watch = client.pods().watch(options(from), noting(versions));
        try (watch) {
            live(20);
            Pod last = client.resource(Serialization.unmarshal(USERS_POD, Pod.class))
                    .create();

            await().until(() -> versions.contains(last.getMetadata().getResourceVersion()));
        }
        assertThat(versions).extracting(Long::parseLong).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void theSameSeedLivesTheSameLife() {
        live(60);
        SteppingClock twinClock = new SteppingClock();
        try (DemoCluster twin = DemoCluster.start(twinClock, 7);
                KubernetesClient other = new KubernetesClientBuilder()
                        .withConfig(twin.clientConfig())
                        .build()) {
            for (int i = 0; i < 60; i++) {
                twinClock.step();
                twin.tick();
            }
            assertThat(names(other.pods().inAnyNamespace().list().getItems())).isEqualTo(names(pods()));
        }
    }

    @Test
    void aPodOfTheUserKeepsAllItsFieldsAndRuns() throws Exception {
        HttpResponse<String> created = send("POST", PODS, "application/json", USERS_POD);

        assertThat(created.statusCode()).isEqualTo(201);
        JsonNode pod = JSON.readTree(send("GET", PODS + "/mine", null, "").body());
        assertThat(pod).isEqualTo(JSON.readTree(created.body()));
        JsonNode sent = JSON.readTree(USERS_POD);
        for (String field : List.of("annotations", "ownerReferences", "finalizers", "labels")) {
            assertThat(pod.path("metadata").path(field))
                    .isEqualTo(sent.path("metadata").path(field));
        }
        assertThat(pod.at("/spec/containers")).isEqualTo(sent.at("/spec/containers"));
        assertThat(pod.at("/metadata/uid").asText()).matches("[0-9a-f]{8}-[0-9a-f]{4}-4.*");
        assertThat(pod.at("/metadata/resourceVersion").asText()).matches("[1-9][0-9]*");
        assertThat(pod.at("/metadata/creationTimestamp").asText())
                .isEqualTo(clock.instant().toString());

        live(2);

        assertThat(DemoPod.ready(client.pods().withName("mine").get())).isTrue();
    }

    @Test
    void aGeneratedNameIsThePrefixAndFiveLetters() throws Exception {
        HttpResponse<String> created =
                send("POST", PODS, "application/json", pod("\"generateName\":\"mine-\"", CONTAINERS));

        assertThat(JSON.readTree(created.body()).at("/metadata/name").asText()).matches("mine-[a-z0-9]{5}");
    }

    @Test
    void whatIsWrongIsAnsweredWithAStatus() throws Exception {
        String mine = pod("\"name\":\"mine\"", CONTAINERS);
        send("POST", PODS, "application/json", mine);

        assertStatus(
                send("POST", PODS, "application/json", mine), 409, "AlreadyExists", "pods \"mine\" already exists");
        assertStatus(send("GET", PODS + "/none", null, ""), 404, "NotFound", "pods \"none\" not found");
        assertStatus(send("DELETE", PODS + "/none", null, ""), 404, "NotFound", "pods \"none\" not found");
        assertStatus(
                send("POST", PODS, "application/json", pod("\"name\":\"empty\"", "[]")),
                422,
                "Invalid",
                "Pod \"empty\" is invalid: spec.containers: Required value");
        assertStatus(
                send("POST", "/api/v1/namespaces/none/pods", "application/json", mine),
                404,
                "NotFound",
                "namespaces \"none\" not found");
        assertStatus(
                send("PATCH", PODS + "/mine", "text/plain", "{}"),
                415,
                "UnsupportedMediaType",
                "the body of the request");
        assertStatus(send("POST", PODS, "application/json", "{\"a"), 400, "BadRequest", "the request");
        assertStatus(send("GET", "/api/v1/nonsense", null, ""), 404, "NotFound", "the server could not find");
        assertStatus(
                send(
                        "PUT",
                        PODS + "/mine",
                        "application/json",
                        pod("\"name\":\"mine\",\"resourceVersion\":\"1\"", CONTAINERS)),
                409,
                "Conflict",
                "Operation cannot be fulfilled on pods \"mine\"");
    }

    @Test
    void aDryRunLeavesNothing() throws Exception {
        HttpResponse<String> created =
                send("POST", PODS + "?dryRun=All", "application/json", pod("\"name\":\"mine\"", CONTAINERS));

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(client.pods().withName("mine").get()).isNull();
    }

    @Test
    void everyKindOfPatchChangesWhatItNames() throws Exception {
        send("POST", PODS, "application/json", USERS_POD);

        send("PATCH", PODS + "/mine", "application/merge-patch+json", "{\"metadata\":{\"labels\":{\"a\":\"1\"}}}");
        send(
                "PATCH",
                PODS + "/mine",
                "application/json-patch+json",
                "[{\"op\":\"add\",\"path\":\"/metadata/labels/b\",\"value\":\"2\"}]");
        HttpResponse<String> patched = send(
                "PATCH",
                PODS + "/mine",
                "application/strategic-merge-patch+json",
                "{\"spec\":{\"containers\":[{\"name\":\"app\",\"image\":\"app:2\"}]}}");

        assertThat(patched.statusCode()).isEqualTo(200);
        JsonNode pod = JSON.readTree(patched.body());
        assertThat(pod.at("/metadata/labels/app").asText()).isEqualTo("mine");
        assertThat(pod.at("/metadata/labels/a").asText()).isEqualTo("1");
        assertThat(pod.at("/metadata/labels/b").asText()).isEqualTo("2");
        assertThat(pod.at("/spec/containers/0/image").asText()).isEqualTo("app:2");
        assertThat(pod.at("/spec/containers/0/env/0/value").asText()).isEqualTo("1");
    }

    @Test
    void aRunningPodIsGivenTimeToEnd() {
        live(2);
        Pod pod = pods().get(0);
        client.resource(pod).delete();

        assertThat(client.resource(pod).get().getMetadata().getDeletionTimestamp())
                .isNotNull();
        live(3);
        assertThat(client.resource(pod).get()).isNull();
    }

    @Test
    void aFinalizerHoldsADeletedPodUntilItIsTakenAway() throws Exception {
        send("POST", PODS, "application/json", USERS_POD);
        live(2);
        client.pods().withName("mine").delete();
        live(5);

        assertThat(client.pods().withName("mine").get()).isNotNull();
        client.pods().withName("mine").edit(p -> new PodBuilder(p)
                .editMetadata()
                .withFinalizers(List.of())
                .endMetadata()
                .build());
        live(1);
        assertThat(client.pods().withName("mine").get()).isNull();
    }

    @Test
    void aScaledDeploymentGetsAndLosesPods() {
        scale("mail", 4);
        live(1);
        assertThat(named("mail-")).hasSize(4);

        scale("mail", 0);
        live(5);
        assertThat(named("mail-")).isEmpty();
    }

    @Test
    void discoveryNamesWhatIsServed() throws Exception {
        JsonNode core = JSON.readTree(send("GET", "/api/v1", null, "").body());
        assertThat(core.path("kind").asText()).isEqualTo("APIResourceList");
        assertThat(core.path("resources")).anySatisfy(resource -> {
            assertThat(resource.path("name").asText()).isEqualTo("pods");
            assertThat(resource.path("kind").asText()).isEqualTo("Pod");
            assertThat(resource.path("namespaced").asBoolean()).isTrue();
            assertThat(resource.path("verbs").toString()).contains("create", "delete", "get", "list", "watch");
        });
        assertThat(client.getKubernetesVersion().getMajor()).isEqualTo("1");
        assertThat(client.getApiGroups().getGroups()).extracting("name").contains("apps", "coordination.k8s.io");
        assertThat(client.getApiResources("apps/v1").getResources())
                .extracting("name")
                .contains("deployments");
        assertThat(client.namespaces()
                        .withName("kube-system")
                        .get()
                        .getMetadata()
                        .getUid())
                .isNotEmpty();
    }

    @Test
    void aListIsNamedAfterItsKindAndSelected() throws Exception {
        live(2);

        JsonNode list = JSON.readTree(send("GET", PODS + "?labelSelector=app.kubernetes.io%2Fname%3Dshop", null, "")
                .body());

        assertThat(list.path("kind").asText()).isEqualTo("PodList");
        assertThat(list.path("items")).hasSize(3);
        assertThat(list.path("items").get(0).has("kind")).isFalse();
    }

    @Test
    void aWatchOverPlainHttpStreams() throws Exception {
        String list = client.pods().list().getMetadata().getResourceVersion();
        List<String> frames = new CopyOnWriteArrayList<>();
        var stream = http.send(get(PODS + "?watch=true&resourceVersion=" + list), BodyHandlers.ofLines());
        Thread reader = new Thread(() -> stream.body().forEach(frames::add));
        reader.start();

        Pod made =
                client.resource(Serialization.unmarshal(USERS_POD, Pod.class)).create();
        await().until(() -> frames.size() == 1);
        live(1);
        await().until(() -> frames.stream().anyMatch(frame -> frame.contains("BOOKMARK")));

        WatchEvent added = Serialization.unmarshal(frames.get(0), WatchEvent.class);
        assertThat(added.getType()).isEqualTo("ADDED");
        assertThat(frames.get(0)).contains(made.getMetadata().getUid());
        cluster.close();
        reader.join(10_000);
        assertThat(reader.isAlive()).isFalse();
    }

    @Test
    void aWatchFromBeforeTheHistoryIsExpired() throws Exception {
        var stream = http.send(get(PODS + "?watch=true&resourceVersion=1"), BodyHandlers.ofLines());

        assertThat(stream.body().findFirst().orElseThrow()).contains("\"type\":\"ERROR\"", "\"code\":410");
    }

    private static final String CONTAINERS = "[{\"name\":\"app\",\"image\":\"app:1\","
            + "\"env\":[{\"name\":\"ONE\",\"value\":\"1\"}],\"resources\":{\"requests\":{\"cpu\":\"250m\"}}}]";
    private static final String USERS_POD = pod(
            "\"name\":\"mine\",\"labels\":{\"app\":\"mine\"},\"annotations\":{\"team/contact\":\"a@example.org\"},"
                    + "\"finalizers\":[\"example.org/hold\"],\"ownerReferences\":[{\"apiVersion\":\"batch/v1\","
                    + "\"kind\":\"Job\",\"name\":\"j\",\"uid\":\"11111111-2222-4333-8444-555555555555\"}]",
            CONTAINERS);

    private static String pod(String metadata, String containers) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{%s},\"spec\":{\"containers\":%s}}"
                .formatted(metadata, containers);
    }

    private void live(int seconds) {
        for (int i = 0; i < seconds; i++) {
            clock.step();
            cluster.tick();
        }
    }

    private List<Pod> pods() {
        return client.pods().inAnyNamespace().list().getItems();
    }

    private List<Pod> named(String prefix) {
        return pods().stream()
                .filter(pod -> pod.getMetadata().getName().startsWith(prefix))
                .toList();
    }

    private void scale(String deployment, int replicas) {
        client.apps().deployments().withName(deployment).edit(d -> new DeploymentBuilder(d)
                .editSpec()
                .withReplicas(replicas)
                .endSpec()
                .build());
    }

    private static ListOptions options(String resourceVersion) {
        return new ListOptionsBuilder().withResourceVersion(resourceVersion).build();
    }

    private static Watcher<Pod> noting(List<String> versions) {
        return new Watcher<>() {
            @Override
            public void eventReceived(Action action, Pod pod) {
                if (action != Action.BOOKMARK) {
                    versions.add(pod.getMetadata().getResourceVersion());
                }
            }

            @Override
            public void onClose(WatcherException cause) {}
        };
    }

    private static ResourceEventHandler<Pod> noting(Set<String> seen) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                seen.add("added");
            }

            @Override
            public void onUpdate(Pod was, Pod is) {
                if (DemoPod.ready(was) != DemoPod.ready(is)) {
                    seen.add(DemoPod.ready(is) ? "ready" : "unready");
                }
                if (DemoPod.leaving(is)) {
                    seen.add("terminating");
                }
                seen.add(is.getStatus().getPhase());
                is.getStatus().getContainerStatuses().stream()
                        .filter(container -> container.getRestartCount() > 0)
                        .forEach(container -> {
                            seen.add("restarted");
                            seen.add(container.getLastState().getTerminated().getReason());
                        });
            }

            @Override
            public void onDelete(Pod pod, boolean finalStateUnknown) {
                seen.add("deleted");
            }
        };
    }

    /** A clock that goes on by a second when told to. */
    private static final class SteppingClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void step() {
            now = now.plusSeconds(1);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    private static List<String> names(List<Pod> pods) {
        return pods.stream()
                .map(pod -> pod.getMetadata().getName() + pod.getMetadata().getUid())
                .toList();
    }

    private HttpResponse<String> send(String method, String path, String type, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(cluster.clientConfig().getMasterUrl()).resolve(path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(
                        URI.create(cluster.clientConfig().getMasterUrl()).resolve(path))
                .build();
    }

    private static void assertStatus(HttpResponse<String> answer, int code, String reason, String message)
            throws IOException {
        JsonNode status = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).isEqualTo(code);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(status.path("kind").asText()).isEqualTo("Status");
        assertThat(status.path("code").asInt()).isEqualTo(code);
        assertThat(status.path("reason").asText()).isEqualTo(reason);
        assertThat(status.path("message").asText()).startsWith(message);
    }
}
