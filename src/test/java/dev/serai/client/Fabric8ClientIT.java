package dev.serai.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.api.Widgets;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.process.Closing;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The fabric8 client as it is, with the address of Serai instead of the API server's. */
@Timeout(180)
class Fabric8ClientIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    // The client waits up to 32 s between its tries to connect again.
    private static final Duration AFTER_BACKOFF = Duration.ofSeconds(60);
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    /** How the client may be configured to list and to watch. */
    enum Way {
        LIST_AND_WEBSOCKET(false, false),
        LIST_AND_HTTP(false, true),
        STREAMING_LIST_AND_WEBSOCKET(true, false),
        STREAMING_LIST_AND_HTTP(true, true);

        private final boolean streamingList;
        private final boolean onlyHttp;

        Way(boolean streamingList, boolean onlyHttp) {
            this.streamingList = streamingList;
            this.onlyHttp = onlyHttp;
        }

        KubernetesClient client() {
            Config config = new ConfigBuilder(Config.empty())
                    .withMasterUrl(serai.url())
                    .withWatchList(streamingList)
                    .withOnlyHttpWatches(onlyHttp)
                    .build();
            return new KubernetesClientBuilder().withConfig(config).build();
        }
    }

    private static KubeApi api;
    private static SeraiProcess serai;
    private static KubernetesClient client;

    private String namespace;

    @BeforeAll
    static void start() {
        api = KubeApi.start();
        Widgets.define(api);
        serai = Cluster.serai(api.kubeconfig())
                .set("SERAI_CACHE_RESOURCES", "pods," + Widgets.CRD)
                .start()
                .awaitReady(Cluster.STARTED);
        client = Way.LIST_AND_WEBSOCKET.client();
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable part : new AutoCloseable[] {client, serai, api}) {
            Closing.close(part);
        }
    }

    @BeforeEach
    void makeNamespace() {
        namespace = "ns-" + NAMESPACES.incrementAndGet();
        api.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    @Test
    void oneObjectIsWhatTheApiServerHas() {
        api.kubectlWithInput(Pods.full("full"), "create", "-n", namespace, "-f", "-");
        awaitServed("full");

        Pod served = client.pods().inNamespace(namespace).withName("full").get();

        assertThat(json(served)).isEqualTo(json(pod("full")));
        assertThat(client.pods().inNamespace(namespace).withName("missing").get())
                .isNull();
        assertThatThrownBy(() ->
                        client.pods().inNamespace(namespace).withName("missing").require())
                .isInstanceOf(Exception.class);
    }

    @Test
    void listsAreWhatTheApiServerLists() {
        create("a", "web");
        create("b", "web");
        create("c", "db");
        run("b");
        awaitSame(it -> it.pods().inNamespace(namespace).list());

        awaitSame(
                it -> it.pods().inNamespace(namespace).withLabel("tier", "web").list());
        awaitSame(it -> it.pods()
                .inNamespace(namespace)
                .withLabelIn("tier", "db", "none")
                .list());
        awaitSame(it ->
                it.pods().inNamespace(namespace).withoutLabel("tier", "web").list());
        awaitSame(it -> it.pods()
                .inNamespace(namespace)
                .withField("status.phase", "Running")
                .list());
        awaitSame(it -> it.pods()
                .inNamespace(namespace)
                .withoutField("metadata.name", "a")
                .list());
        awaitSame(it -> it.pods().inAnyNamespace().list());
        awaitSame(it -> it.services().inNamespace("default").list());
        assertThatThrownBy(() -> client.pods()
                        .inNamespace(namespace)
                        .withField("spec.nothing", "x")
                        .list())
                .isInstanceOfSatisfying(KubernetesClientException.class, e -> assertThat(e.getCode())
                        .isEqualTo(400));
    }

    @Test
    void customResourcesAreReadWithoutAModel() {
        api.kubectlWithInput(Widgets.named("red", 3), "create", "-n", namespace, "-f", "-");

        awaitSame(it -> it.genericKubernetesResources("example.com/v1", "Widget")
                .inNamespace(namespace)
                .list());
        assertThat(client.genericKubernetesResources("example.com/v1", "Widget")
                        .inNamespace(namespace)
                        .withName("red")
                        .get()
                        .<Integer>get("spec", "size"))
                .isEqualTo(3);
    }

    @Test
    void theClientFindsOutWhatThereIs() {
        assertThat(client.getKubernetesVersion().getGitVersion())
                .isEqualTo(api.client().getKubernetesVersion().getGitVersion());
        assertThat(client.getApiGroups()).isEqualTo(api.client().getApiGroups());
        assertThat(client.getApiResources("v1")).isEqualTo(api.client().getApiResources("v1"));
        assertThat(client.getApiResources("example.com/v1"))
                .isEqualTo(api.client().getApiResources("example.com/v1"));
        assertThat(client.hasApiGroup("example.com", true)).isTrue();
        assertThat(client.supports(Pod.class)).isTrue();
        assertThat(client.supports("example.com/v1", "Gadget")).isFalse();
    }

    @Test
    void pagesAreOfOneMoment() {
        List<String> names = List.of("p1", "p2", "p3", "p4", "p5");
        names.forEach(name -> create(name, "web"));
        awaitServed("p5");

        List<String> seen = new ArrayList<>();
        List<String> versions = new ArrayList<>();
        ListOptions page = new ListOptionsBuilder().withLimit(2L).build();
        do {
            PodList list = client.pods().inNamespace(namespace).list(page);
            list.getItems().forEach(pod -> seen.add(pod.getMetadata().getName()));
            versions.add(list.getMetadata().getResourceVersion());
            if (seen.size() == 2) {
                assertThat(list.getMetadata().getRemainingItemCount()).isEqualTo(3);
                create("p6", "web");
                awaitServed("p6");
                api.client().pods().inNamespace(namespace).withName("p4").delete();
            }
            page.setContinue(list.getMetadata().getContinue());
        } while (page.getContinue() != null && !page.getContinue().isEmpty());

        assertThat(seen).isEqualTo(names);
        assertThat(versions).hasSize(3).containsOnly(versions.get(0));
    }

    @ParameterizedTest
    @EnumSource
    void anInformerSeesWhatAnInformerAtTheApiServerSees(Way way) {
        create("early", "web");
        awaitServed("early");
        Seen own = new Seen();
        Seen served = new Seen();
        try (KubernetesClient through = way.client();
                SharedIndexInformer<Pod> ownInformer =
                        api.client().pods().inNamespace(namespace).inform(own);
                SharedIndexInformer<Pod> informer =
                        through.pods().inNamespace(namespace).inform(served)) {
            assertThat(informer.hasSynced()).isTrue();
            assertThat(informer.getStore().list()).hasSize(1);

            create("late", "db");
            run("early");
            relabel("late", "web");
            remove("early");

            await().atMost(SOON).until(() -> own.removed("early"));
            await().atMost(SOON).untilAsserted(() -> assertThat(served.events).isEqualTo(own.events));
            assertThat(states(informer)).isEqualTo(states(ownInformer));
            assertThat(informer.isWatching()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    @SuppressWarnings("try") // What is open is not called, it calls.
    void aWatchWithSelectorsSeesWhatComesInAndGoesOut(Way way) {
        create("in-and-out", "web");
        create("other", "db");
        awaitServed("other");
        String from = client.pods().inNamespace(namespace).list().getMetadata().getResourceVersion();
        Seen own = new Seen();
        Seen served = new Seen();

        try (KubernetesClient through = way.client();
                Watch ownByLabel = watchLabel(api.client(), from, own);
                Watch byLabel = watchLabel(through, from, served)) {
            relabel("in-and-out", "db");
            relabel("other", "web");
            relabel("in-and-out", "web");
            run("other");
            remove("in-and-out");

            await().atMost(SOON).until(() -> own.events.size() >= 5);
            await().atMost(SOON).untilAsserted(() -> assertThat(served.events).isEqualTo(own.events));
        }

        Seen ownPhase = new Seen();
        Seen servedPhase = new Seen();
        try (KubernetesClient through = way.client();
                Watch ownByField = watchRunning(api.client(), from, ownPhase);
                // What has happened since the list is told, too.
                Watch byField = watchRunning(through, from, servedPhase)) {
            remove("other");

            await().atMost(SOON).until(() -> ownPhase.removed("other"));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(servedPhase.events).isEqualTo(ownPhase.events));
        }
    }

    private Watch watchLabel(KubernetesClient by, String from, Seen seen) {
        return by.pods().inNamespace(namespace).withLabel("tier", "web").watch(from(from), seen);
    }

    private Watch watchRunning(KubernetesClient by, String from, Seen seen) {
        return by.pods()
                .inNamespace(namespace)
                .withField("status.phase", "Running")
                .watch(from(from), seen);
    }

    private static ListOptions from(String resourceVersion) {
        return new ListOptionsBuilder().withResourceVersion(resourceVersion).build();
    }

    @ParameterizedTest
    @EnumSource
    void waitingForAConditionEndsWhenItHolds(Way way) throws Exception {
        create("waited", "web");
        awaitServed("waited");
        try (KubernetesClient through = way.client()) {
            var waited = through.pods().inNamespace(namespace).withName("waited");
            var running = CompletableFuture.supplyAsync(() -> waited.waitUntilCondition(
                    pod -> pod != null && "Running".equals(pod.getStatus().getPhase()), 60, TimeUnit.SECONDS));
            var ready = CompletableFuture.supplyAsync(() -> waited.waitUntilReady(60, TimeUnit.SECONDS));
            var gone = CompletableFuture.supplyAsync(
                    () -> waited.waitUntilCondition(Objects::isNull, 60, TimeUnit.SECONDS));

            run("waited");

            assertThat(running.get(10, TimeUnit.SECONDS).getStatus().getPhase()).isEqualTo("Running");
            assertThat(ready.get(10, TimeUnit.SECONDS)).isNotNull();
            assertThat(gone).isNotDone();
            remove("waited");
            assertThat(gone.get(10, TimeUnit.SECONDS)).isNull();
        }
    }

    @Test
    void informersOutliveSeraiAndTheApiServer() {
        create("kept", "web");
        create("deleted", "web");
        create("replaced", "web");
        api.kubectlWithInput(Widgets.named("red", 3), "create", "-n", namespace, "-f", "-");
        awaitServed("replaced");
        try (Informers informers = new Informers()) {
            await().atMost(SOON).untilAsserted(informers::areUpToDate);

            serai.kill();
            changeMuch("1");
            serai.start().awaitReady(Cluster.STARTED);
            await().atMost(AFTER_BACKOFF).untilAsserted(informers::areUpToDate);

            api.stopApiServer();
            api.startApiServerBehindClosedLink();
            changeMuch("2");
            api.link().resume();
            await().atMost(AFTER_BACKOFF).untilAsserted(informers::areUpToDate);

            create("afterwards", "web");
            remove("kept");
            await().atMost(SOON).untilAsserted(informers::areUpToDate);
            informers.live();
        }
    }

    private void changeMuch(String step) {
        remove("deleted");
        remove("replaced");
        create("replaced", "db");
        create("deleted", "db");
        create("new-" + step, "web");
        relabel("kept", "step-" + step);
        api.kubectl(
                "patch", "widget", "red", "-n", namespace, "--type=merge", "-p", "{\"spec\":{\"size\":" + step + "}}");
    }

    /** One of each way, of pods and of a custom resource. */
    private final class Informers implements AutoCloseable {
        private final List<KubernetesClient> clients = new ArrayList<>();
        private final List<SharedIndexInformer<Pod>> pods = new ArrayList<>();
        private final List<SharedIndexInformer<GenericKubernetesResource>> widgets = new ArrayList<>();

        Informers() {
            for (Way way : Way.values()) {
                KubernetesClient through = way.client();
                clients.add(through);
                pods.add(through.pods().inNamespace(namespace).inform());
                pods.add(through.pods().inNamespace(namespace).withLabel("tier").inform());
                widgets.add(through.genericKubernetesResources("example.com/v1", "Widget")
                        .inNamespace(namespace)
                        .inform());
            }
        }

        void areUpToDate() {
            var ownPods = states(api.client().pods().inNamespace(namespace).list());
            assertThat(pods).allSatisfy(informer -> assertThat(states(informer)).isEqualTo(ownPods));
            var ownWidgets = states(api.client()
                    .genericKubernetesResources("example.com/v1", "Widget")
                    .inNamespace(namespace)
                    .list());
            assertThat(widgets)
                    .allSatisfy(informer -> assertThat(states(informer)).isEqualTo(ownWidgets));
        }

        void live() {
            assertThat(pods).allSatisfy(informer -> {
                assertThat(informer.isRunning()).isTrue();
                assertThat(informer.isWatching()).isTrue();
            });
        }

        @Override
        public void close() {
            clients.forEach(KubernetesClient::close);
        }
    }

    private void create(String name, String tier) {
        api.client()
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .addToLabels("tier", tier)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("main")
                        .withImage("example.com/shop:1")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
    }

    private void run(String name) {
        api.client().pods().inNamespace(namespace).withName(name).editStatus(pod -> new PodBuilder(pod)
                .editOrNewStatus()
                .withPhase("Running")
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build());
    }

    private void relabel(String name, String tier) {
        api.client().pods().inNamespace(namespace).withName(name).edit(pod -> new PodBuilder(pod)
                .editMetadata()
                .addToLabels("tier", tier)
                .endMetadata()
                .build());
    }

    private void remove(String name) {
        api.client()
                .pods()
                .inNamespace(namespace)
                .withName(name)
                .withGracePeriod(0)
                .delete();
    }

    private Pod pod(String name) {
        return api.client().pods().inNamespace(namespace).withName(name).require();
    }

    private void awaitServed(String name) {
        await().atMost(SOON)
                .until(() -> client.pods().inNamespace(namespace).withName(name).get() != null);
    }

    private <T extends HasMetadata> void awaitSame(Function<KubernetesClient, KubernetesResourceList<T>> list) {
        await().atMost(SOON).untilAsserted(() -> {
            var served = states(list.apply(client));
            assertThat(served).isNotEmpty().isEqualTo(states(list.apply(api.client())));
        });
    }

    private static <T extends HasMetadata> List<String> states(KubernetesResourceList<T> list) {
        return list.getItems().stream().map(Fabric8ClientIT::json).toList();
    }

    private static <T extends HasMetadata> List<String> states(SharedIndexInformer<T> informer) {
        return informer.getStore().list().stream()
                .sorted(Comparator.comparing(object -> object.getMetadata().getName()))
                .map(Fabric8ClientIT::json)
                .toList();
    }

    private static String json(HasMetadata object) {
        return Json.withoutManagedFields(Serialization.asJson(object)).toString();
    }

    /** What an informer or a watch told, in its order. */
    private static final class Seen implements ResourceEventHandler<Pod>, Watcher<Pod> {
        private final List<String> events = new CopyOnWriteArrayList<>();

        @Override
        public void onAdd(Pod pod) {
            events.add("ADDED " + json(pod));
        }

        @Override
        public void onUpdate(Pod before, Pod after) {
            events.add("MODIFIED " + json(after));
        }

        @Override
        public void onDelete(Pod pod, boolean lastStateUnknown) {
            events.add("DELETED " + json(pod));
        }

        @Override
        public void eventReceived(Action action, Pod pod) {
            events.add(action + " " + json(pod));
        }

        @Override
        public void onClose(WatcherException cause) {
            events.add("closed because of " + cause);
        }

        boolean removed(String name) {
            return events.stream()
                    .anyMatch(event -> event.startsWith("DELETED") && event.contains("\"name\":\"" + name + "\""));
        }
    }
}
