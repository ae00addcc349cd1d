package dev.serai.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.reflect.TypeToken;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.api.Widgets;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.process.Closing;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.apis.VersionApi;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodList;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesObject;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The official Java client as it is, with the address of Serai instead of the API server's. */
@Timeout(180)
class OfficialClientIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    private static KubeApi api;
    private static SeraiProcess serai;
    private static ApiClient through;
    private static ApiClient own;
    private static CoreV1Api core;

    private String namespace;

    @BeforeAll
    static void start() throws Exception {
        api = KubeApi.start();
        Widgets.define(api);
        serai = Cluster.serai(api.kubeconfig())
                .set("SERAI_CACHE_RESOURCES", "pods," + Widgets.CRD)
                .start()
                .awaitReady(Cluster.STARTED);
        through = new ClientBuilder().setBasePath(serai.url()).build().setReadTimeout(0);
        core = new CoreV1Api(through);
        try (var kubeconfig = Files.newBufferedReader(api.directKubeconfig())) {
            own = ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(kubeconfig))
                    .build()
                    .setReadTimeout(0);
        }
    }

    @AfterAll
    static void stop() {
        for (ApiClient client : new ApiClient[] {through, own}) {
            if (client != null) {
                client.getHttpClient().dispatcher().executorService().shutdown();
                client.getHttpClient().connectionPool().evictAll();
            }
        }
        for (AutoCloseable part : new AutoCloseable[] {serai, api}) {
            Closing.close(part);
        }
    }

    @BeforeEach
    void makeNamespace() {
        namespace = "ns-" + NAMESPACES.incrementAndGet();
        api.kubectl("create", "namespace", namespace);
    }

    @Test
    void oneObjectIsWhatTheApiServerHas() throws Exception {
        api.kubectlWithInput(Pods.full("full"), "create", "-n", namespace, "-f", "-");
        awaitServed("full");

        V1Pod served = core.readNamespacedPod("full", namespace).execute();

        assertThat(stripped(served))
                .isEqualTo(stripped(
                        new CoreV1Api(own).readNamespacedPod("full", namespace).execute()));
        assertThatThrownBy(() -> core.readNamespacedPod("missing", namespace).execute())
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.getCode()).isEqualTo(404);
                    assertThat(Json.parse(e.getResponseBody()).at("/reason").asText())
                            .isEqualTo("NotFound");
                });
    }

    @Test
    void theClientFindsOutWhatThereIs() throws Exception {
        assertThat(new VersionApi(through).getCode().execute())
                .isEqualTo(new VersionApi(own).getCode().execute());
        assertThat(new CoreV1Api(through).getAPIResources().execute())
                .isEqualTo(new CoreV1Api(own).getAPIResources().execute());
    }

    @Test
    void pagesTogetherAreTheWholeList() throws Exception {
        for (String name : List.of("p1", "p2", "p3", "p4", "p5")) {
            create(name);
        }
        awaitServed("p5");

        List<V1Pod> pods = new ArrayList<>();
        List<String> versions = new ArrayList<>();
        String next = null;
        do {
            V1PodList page =
                    core.listNamespacedPod(namespace).limit(2)._continue(next).execute();
            pods.addAll(page.getItems());
            versions.add(page.getMetadata().getResourceVersion());
            next = page.getMetadata().getContinue();
        } while (next != null && !next.isEmpty());

        assertThat(versions).hasSize(3).containsOnly(versions.get(0));
        assertThat(pods.stream().map(OfficialClientIT::stripped))
                .isEqualTo(new CoreV1Api(own)
                        .listNamespacedPod(namespace).execute().getItems().stream()
                                .map(OfficialClientIT::stripped)
                                .toList());
        assertThat(core.listNamespacedPod(namespace)
                        .fieldSelector("metadata.name=p3")
                        .execute()
                        .getItems())
                .hasSize(1);
        assertThat(core.listNamespacedPod(namespace)
                        .labelSelector("run in (p1, p2),!missing")
                        .execute()
                        .getItems())
                .hasSize(2);
    }

    @Test
    void customResourcesAreReadWithoutAModel() {
        api.kubectlWithInput(Widgets.named("red", 3), "create", "-n", namespace, "-f", "-");
        var served = new DynamicKubernetesApi("example.com", "v1", "widgets", through);
        var direct = new DynamicKubernetesApi("example.com", "v1", "widgets", own);

        await().atMost(SOON).until(() -> served.get(namespace, "red").isSuccess());
        assertThat(Json.parse(json(served.get(namespace, "red").getObject())))
                .isEqualTo(Json.parse(json(direct.get(namespace, "red").getObject())));
        assertThat(served.list(namespace).getObject().getItems()).hasSize(1);
        assertThat(served.get(namespace, "missing").getHttpStatusCode()).isEqualTo(404);
    }

    @Test
    void aWatchTellsWhatTheApiServersWatchTells() throws Exception {
        create("early");
        awaitServed("early");
        String from = core.listNamespacedPod(namespace).execute().getMetadata().getResourceVersion();
        create("late");
        api.kubectl("label", "pod", "early", "-n", namespace, "changed=yes");
        remove("early");

        var served = events(core.listNamespacedPod(namespace)
                .resourceVersion(from)
                .timeoutSeconds(3)
                .watch(true)
                .buildCall(null));

        var direct = events(new CoreV1Api(own)
                .listNamespacedPod(namespace)
                .resourceVersion(from)
                .timeoutSeconds(1)
                .watch(true)
                .buildCall(null));
        assertThat(direct).hasSizeGreaterThanOrEqualTo(3);
        assertThat(served).isEqualTo(direct);
    }

    // Not of pods: the client's own V1Pod does not take the bookmark that the API server sends, a pod without
    // containers.
    @Test
    void aStreamingListIsEndedByItsBookmark() throws Exception {
        create("a");
        create("b");
        awaitServed("b");
        try (Watch<JsonObject> watch = Watch.createWatch(
                through,
                core.listNamespacedPod(namespace)
                        .sendInitialEvents(true)
                        .resourceVersionMatch("NotOlderThan")
                        .allowWatchBookmarks(true)
                        .watch(true)
                        .buildCall(null),
                new TypeToken<Watch.Response<JsonObject>>() {}.getType())) {
            assertThat(List.of(watch.next(), watch.next()))
                    .extracting(event -> event.type + " " + text(event, "/metadata/name"))
                    .containsExactly("ADDED a", "ADDED b");
            Watch.Response<JsonObject> end = watch.next();
            assertThat(end.type).isEqualTo("BOOKMARK");
            assertThat(text(end, "/kind")).isEqualTo("Pod");
            assertThat(text(end, "/metadata/annotations/k8s.io~1initial-events-end"))
                    .isEqualTo("true");
            assertThat(Long.parseLong(text(end, "/metadata/resourceVersion"))).isPositive();

            remove("a");

            List<String> after = new ArrayList<>();
            do {
                after.add(watch.next().type);
            } while (!after.contains("DELETED"));
            assertThat(after).doesNotContain("ADDED", "BOOKMARK", "ERROR");
        }
    }

    @Test
    void anInformerKeepsUpWhateverGoesAwayAndComesBack() {
        create("kept");
        create("deleted");
        awaitServed("deleted");
        List<String> told = new CopyOnWriteArrayList<>();
        SharedInformerFactory factory = new SharedInformerFactory(through);
        SharedIndexInformer<V1Pod> informer = factory.sharedIndexInformerFor(
                parameters -> core.listNamespacedPod(namespace)
                        .resourceVersion(parameters.resourceVersion)
                        .timeoutSeconds(parameters.timeoutSeconds)
                        .watch(parameters.watch)
                        .buildCall(null),
                V1Pod.class,
                V1PodList.class);
        informer.addEventHandler(new Telling(told));
        try {
            factory.startAllRegisteredInformers();
            await().atMost(SOON).untilAsserted(() -> assertUpToDate(informer));
            assertThat(told).containsExactlyInAnyOrder("added kept", "added deleted");

            create("late");
            remove("deleted");
            await().atMost(SOON).untilAsserted(() -> assertThat(told).contains("added late", "deleted deleted"));
            assertUpToDate(informer);

            serai.kill();
            create("while-serai-was-dead");
            remove("late");
            serai.start().awaitReady(Cluster.STARTED);
            await().atMost(Cluster.STARTED).untilAsserted(() -> assertUpToDate(informer));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(told).contains("added while-serai-was-dead", "deleted late"));

            api.stopApiServer();
            api.startApiServerBehindClosedLink();
            create("while-serai-was-cut-off");
            remove("while-serai-was-dead");
            api.link().resume();
            await().atMost(Cluster.STARTED).untilAsserted(() -> assertUpToDate(informer));
            await().atMost(SOON).untilAsserted(() -> assertThat(told)
                    .contains("added while-serai-was-cut-off", "deleted while-serai-was-dead"));

            api.kubectl("label", "pod", "kept", "-n", namespace, "changed=yes");
            await().atMost(SOON).untilAsserted(() -> assertUpToDate(informer));
        } finally {
            factory.stopAllRegisteredInformers();
        }
    }

    private void assertUpToDate(SharedIndexInformer<V1Pod> informer) {
        Map<String, String> known = new TreeMap<>();
        informer.getIndexer()
                .list()
                .forEach(pod ->
                        known.put(pod.getMetadata().getName(), pod.getMetadata().getResourceVersion()));
        Map<String, String> truth = new TreeMap<>();
        api.client()
                .pods()
                .inNamespace(namespace)
                .list()
                .getItems()
                .forEach(pod ->
                        truth.put(pod.getMetadata().getName(), pod.getMetadata().getResourceVersion()));
        assertThat(known).isEqualTo(truth);
    }

    private void create(String name) {
        api.kubectl("run", name, "-n", namespace, "--image=example.com/shop:1");
    }

    private void remove(String name) {
        api.kubectl("delete", "pod", name, "-n", namespace, "--grace-period=0", "--force");
    }

    private void awaitServed(String name) {
        await().atMost(SOON)
                .ignoreException(ApiException.class)
                .until(() -> core.readNamespacedPod(name, namespace).execute() != null);
    }

    private static List<String> events(okhttp3.Call call) throws Exception {
        List<String> events = new ArrayList<>();
        Type type = new TypeToken<Watch.Response<V1Pod>>() {}.getType();
        try (Watch<V1Pod> watch = Watch.createWatch(through, call, type)) {
            while (watch.hasNext()) {
                Watch.Response<V1Pod> event = watch.next();
                events.add(event.type + " " + stripped(event.object));
            }
        }
        return events;
    }

    private static String text(Watch.Response<JsonObject> event, String path) {
        return Json.parse(event.object.toString()).at(path).asText();
    }

    private static V1Pod stripped(V1Pod pod) {
        pod.getMetadata().setManagedFields(null);
        return pod;
    }

    private static String json(DynamicKubernetesObject object) {
        return Json.withoutManagedFields(object.getRaw().toString()).toString();
    }

    private record Telling(List<String> told) implements ResourceEventHandler<V1Pod> {
        @Override
        public void onAdd(V1Pod pod) {
            told.add("added " + pod.getMetadata().getName());
        }

        @Override
        public void onUpdate(V1Pod before, V1Pod after) {
            told.add("updated " + after.getMetadata().getName());
        }

        @Override
        public void onDelete(V1Pod pod, boolean lastStateUnknown) {
            told.add("deleted " + pod.getMetadata().getName());
        }
    }
}
