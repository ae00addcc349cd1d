package dev.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.cache.object.CachedObject;
import dev.serai.cache.object.CachedObjectModule;
import dev.serai.cache.object.StrippedFields;
import dev.serai.cache.store.Change;
import dev.serai.cache.store.ChangeListener;
import dev.serai.cluster.ClusterClient;
import dev.serai.fixture.api.MockApi;
import dev.serai.kube.GroupResource;
import dev.serai.kube.ResourceType;
import io.fabric8.kubernetes.api.model.APIGroupBuilder;
import io.fabric8.kubernetes.api.model.APIResourceBuilder;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.APIResourceListBuilder;
import io.fabric8.kubernetes.api.model.GroupVersionForDiscovery;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever the API server answers first, the cache fills when it answers well. */
class ResourceCacheTest {

    private static final GroupResource PODS = new GroupResource("pods", "");
    private static final String SYSTEM = "/api/v1/namespaces/kube-system";
    private static final String LIST = "/api/v1/pods?limit=500";

    private final MockApi api = new MockApi();
    private final KubernetesMockServer server = api.server();
    private final KubernetesClient fixture = api.client();

    private KubernetesClient client;
    private ResourceCaches caches;
    private ResourceCache pods;

    @BeforeEach
    void prepare() {
        client = ClusterClient.connect(
                fixture.getConfiguration(), new CachedObjectModule(StrippedFields.parse("metadata.managedFields")));
        caches = new ResourceCaches(CacheConfiguration.parse("pods", false, 100), client, Clock.systemUTC());
        pods = caches.of(PODS).orElseThrow();
    }

    @AfterEach
    void close() {
        caches.close();
        client.close();
        api.close();
    }

    @Test
    void itHoldsWhatIsThereAndWhatComes() {
        api.servePods();
        create("web");
        caches.start();
        awaitReady();
        assertThat(names()).containsExactly("web");
        assertThat(pods.served()).contains(new ResourceType(PODS, "v1", "Pod", true));

        Pod late = create("late");
        await().untilAsserted(() -> assertThat(names()).containsExactly("late", "web"));
        fixture.resource(late).delete();
        await().untilAsserted(() -> assertThat(names()).containsExactly("web"));
    }

    @Test
    void itReadsAllPages() {
        api.servePods();
        server.expect()
                .get()
                .withPath(LIST)
                .andReturn(200, page("more", "a", "b"))
                .once();
        server.expect()
                .get()
                .withPath("/api/v1/pods?continue=more&limit=500")
                .andReturn(200, page(null, "c"))
                .always();
        caches.start();
        awaitReady();
        assertThat(names()).containsExactly("a", "b", "c");
        assertThat(pods.snapshot().version()).isEqualTo(50);
    }

    @Test
    void beforeTheFirstAnswerItIsNotReady() {
        assertThat(pods.notReadyReason()).contains("pods: the first list has not been answered yet");
        assertThat(pods.synced()).isNotDone();
        assertThat(pods.served()).isEmpty();
    }

    @Test
    void aFailingFirstListIsTriedAgain() {
        api.servePods();
        create("web");
        server.expect()
                .get()
                .withPath(LIST)
                .andReturn(500, status(500, "etcd is away"))
                .always();
        caches.start();
        await().until(() ->
                pods.notReadyReason().equals(Optional.of("pods: the API server answered 500: etcd is away")));
        assertThat(pods.synced()).isNotDone();

        mend();
        awaitReady();
        assertThat(names()).containsExactly("web");
    }

    @Test
    void aListThatCannotBeReadIsTriedAgain() {
        api.servePods();
        create("web");
        server.expect()
                .get()
                .withPath(LIST)
                .andReturn(200, "{\"kind\":\"PodList\",\"items\":[{\"metadata\":{\"name\":\"torn")
                .once();
        caches.start();
        awaitReady();
        assertThat(names()).containsExactly("web");
    }

    @Test
    void anEventThatCannotBeReadStopsNothing() {
        api.servePods();
        create("web");
        server.expect()
                .get()
                .withPath("/api/v1/pods?allowWatchBookmarks=true&resourceVersion=1&timeoutSeconds=600&watch=true")
                .andUpgradeToWebSocket()
                .open()
                .immediately()
                .andEmit("{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"torn")
                .done()
                .once();
        caches.start();
        awaitReady();
        create("late");
        await().untilAsserted(() -> assertThat(names()).containsExactly("late", "web"));
        assertThat(pods.notReadyReason()).isEmpty();
    }

    @Test
    void aMissingRightIsToldUntilItIsGiven() {
        api.servePods();
        create("web");
        server.expect()
                .get()
                .withPath(LIST)
                .andReturn(403, status(403, "pods is forbidden"))
                .always();
        caches.start();
        await().until(() ->
                pods.notReadyReason().equals(Optional.of("pods: the API server answered 403: pods is forbidden")));
        assertThat(new CacheHealthCheck(caches).call())
                .extracting(HealthCheck.Result::getState, HealthCheck.Result::getMessage)
                .containsExactly(
                        HealthCheck.State.DOWN, Optional.of("pods: the API server answered 403: pods is forbidden"));

        mend();
        awaitReady();
        assertThat(names()).containsExactly("web");
        HealthCheck.Result up = new CacheHealthCheck(caches).call();
        assertThat(up.getState()).isEqualTo(HealthCheck.State.UP);
        await().untilAsserted(() -> assertThat(
                        new CacheHealthCheck(caches).call().getDetails().get("pods"))
                .asString()
                .matches("up to date, heard of [0-9] s ago"));
    }

    @Test
    void aResourceThatIsNotServedYetIsAwaited() {
        server.expect()
                .get()
                .withPath("/api/v1")
                .andReturn(
                        200, new APIResourceListBuilder().withGroupVersion("v1").build())
                .always();
        caches.start();
        await().until(pods::isUnknown);
        assertThat(pods.notReadyReason()).isEmpty();
        assertThat(pods.served()).isEmpty();
        mend();
        await().until(() -> pods.served().isPresent());
    }

    @Test
    void aResourceThatIsNotFoundOnceDuringANewListIsNotGone() {
        api.servePods();
        server.expect().get().withPath(LIST).andReturn(200, page(null, "web")).once();
        server.expect()
                .get()
                .withPath(LIST)
                .andReturn(404, status(404, "not now"))
                .once();
        server.expect().get().withPath(LIST).andReturn(200, page(null, "web")).always();
        server.expect()
                .get()
                .withPath("/api/v1/pods?allowWatchBookmarks=true&resourceVersion=50&timeoutSeconds=600&watch=true")
                .andUpgradeToWebSocket()
                .open()
                .waitFor(200)
                .andEmit("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"code\":410}}")
                .done()
                .once();
        var heard = new CopyOnWriteArrayList<String>();
        pods.subscribe(recording(heard));
        caches.start();
        await().until(() -> Collections.frequency(heard, "relisted") > 1);
        assertThat(heard).containsExactly("ADDED web", "relisted", "relisted");
        assertThat(pods.isUnknown()).isFalse();
        assertThat(names()).containsExactly("web");
    }

    @Test
    void versionsThatAreNoNumbersArePassedOnAndEndNothing() {
        api.servePods();
        server.expect()
                .get()
                .withPath(LIST)
                .andReturn(200, page(null, "web").replace("\"50\"", "\"a1\""))
                .always();
        caches.start();
        await().until(pods::isUnknown);
        assertThat(pods.served()).isEmpty();
        assertThat(pods.notReadyReason()).isEmpty();
        assertThat(pods.state()).isEqualTo("its resource version 'a1' is no number");
    }

    @Test
    void aVersionThatIsNoNumberInAWatchDeletesNothing() {
        api.servePods();
        server.expect().get().withPath(LIST).andReturn(200, page(null, "web")).always();
        server.expect()
                .get()
                .withPath("/api/v1/pods?allowWatchBookmarks=true&resourceVersion=50&timeoutSeconds=600&watch=true")
                .andUpgradeToWebSocket()
                .open()
                .waitFor(200)
                .andEmit("{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"namespace\":\"shop\",\"name\":\"odd\","
                        + "\"uid\":\"odd\",\"resourceVersion\":\"x\"}}}")
                .done()
                .once();
        var heard = new CopyOnWriteArrayList<String>();
        pods.subscribe(recording(heard));
        caches.start();
        await().until(pods::isUnknown);
        await().until(() -> heard.contains("redefined"));
        assertThat(heard).containsExactly("ADDED web", "relisted", "redefined");
    }

    @Test
    void anAnswerToAWriteThatCannotFollowIsLookedInto() {
        api.servePods();
        server.expect().get().withPath(LIST).andReturn(200, page(null, "web")).once();
        server.expect()
                .get()
                .withPath("/api/v1/pods?limit=1")
                .andReturn(200, page(null, "web").replace("\"50\"", "\"20\""))
                .always();
        server.expect()
                .get()
                .withPath(LIST)
                .andReturn(200, page(null, "web", "new").replace("\"50\"", "\"20\""))
                .always();
        caches.start();
        awaitReady();
        assertThat(pods.version()).isEqualTo(50);

        pods.told("shop", "new", 19);

        assertThat(pods.isSuspected() || pods.histories() == 1).isTrue();
        await().until(() -> pods.histories() == 1);
        awaitReady();
        assertThat(names()).containsExactly("new", "web");
        assertThat(pods.version()).isEqualTo(20);
        assertThat(pods.isOfEndedHistory(40)).isTrue();
        assertThat(pods.isOfEndedHistory(60)).isFalse();
    }

    @Test
    void whatIsServedWithOtherContentThanIsCachedIsListedAnew() {
        api.servePods();
        String before = page(null, "web");
        String after =
                before.replace("\"resourceVersion\":\"7\"", "\"resourceVersion\":\"7\",\"labels\":{\"a\":\"b\"}");
        server.expect().get().withPath(LIST).andReturn(200, before).once();
        server.expect()
                .get()
                .withPath("/api/v1/pods?limit=1")
                .andReturn(200, after)
                .always();
        server.expect().get().withPath(LIST).andReturn(200, after).always();
        var heard = new CopyOnWriteArrayList<String>();
        pods.subscribe(recording(heard));
        caches.start();
        awaitReady();

        // It cannot be, and is looked into.
        pods.told("shop", "web", 8);

        await().until(() -> heard.contains("redefined"));
        await().until(() -> pods.get("shop", "web").labels().get("a") != null);
        assertThat(heard.subList(0, 3)).containsExactly("ADDED web", "relisted", "redefined");
        assertThat(pods.histories()).isZero();
    }

    @Test
    void anotherClusterBehindTheAddressIsListedAnew() {
        api.servePods();
        create("web");
        server.expect().get().withPath(SYSTEM).andReturn(200, system("here")).once();
        server.expect().get().withPath(SYSTEM).andReturn(200, system("there")).always();
        var told = new CopyOnWriteArrayList<String>();
        caches.onOtherCluster(() -> told.add("other"));
        caches.start();
        awaitReady();
        await().until(() -> pods.histories() == 1);
        awaitReady();
        assertThat(told).containsExactly("other");
    }

    private static String system(String uid) {
        return "{\"kind\":\"Namespace\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"kube-system\",\"uid\":\"%s\"}}"
                .formatted(uid);
    }

    private static ChangeListener recording(List<String> heard) {
        return new ChangeListener() {
            @Override
            public void changed(Change change) {
                heard.add(change.type() + " " + change.object().name());
            }

            @Override
            public void relisted() {
                heard.add("relisted");
            }

            @Override
            public void redefined() {
                heard.add("redefined");
            }
        };
    }

    @Test
    void aResourceThatHangsHoldsUpNoOther() {
        api.servePods();
        create("web");
        server.expect()
                .get()
                .delay(1, TimeUnit.MINUTES)
                .withPath("/apis/hanging.example.com")
                .andReturn(503, status(503, "hangs"))
                .always();
        try (var both = new ResourceCaches(
                CacheConfiguration.parse("things.hanging.example.com,pods", false, 100), client, Clock.systemUTC())) {
            both.start();
            ResourceCache beside = both.of(PODS).orElseThrow();
            await().until(() -> beside.notReadyReason().isEmpty());
            assertThat(beside.snapshot().objects()).hasSize(1);
            // Each tells for itself.
            assertThat(new CacheHealthCheck(both).call().getMessage().orElseThrow())
                    .startsWith("things.hanging.example.com: ")
                    .doesNotContain("pods");
        }
    }

    @Test
    void aResourceThatCannotBeWatchedIsNotKept() {
        APIResourceList listable = MockApi.pods();
        listable.getResources().get(0).setVerbs(List.of("get", "list"));
        server.expect().get().withPath("/api/v1").andReturn(200, listable).always();
        create("web");
        caches.start();
        await().until(pods::isUnknown);
        assertThat(pods.served()).isEmpty();
        assertThat(pods.synced()).isNotDone();
    }

    @Test
    void aResourceThatItsGroupsPreferredVersionLacksIsFoundInAnother() {
        serve("v2", "gadgets", List.of());
        // Only looked at there, not followed.
        serve("v1beta1", "widgets", List.of("get"));
        serve("v1", "widgets", List.of("get", "list", "watch"));
        serveGroup("v2", "v1beta1", "v1");
        assertThatWidgetsAreServedAs("v1");
    }

    @Test
    void aVersionThatDoesNotAnswerIsNotTakenForOneThatLacksTheResource() {
        server.expect()
                .get()
                .withPath("/apis/example.com/v2")
                .andReturn(503, status(503, "away"))
                .once();
        serve("v2", "widgets", List.of());
        serve("v1", "widgets", List.of());
        serveGroup("v2", "v1");
        assertThatWidgetsAreServedAs("v2");
    }

    private void assertThatWidgetsAreServedAs(String version) {
        var widgets = new GroupResource("widgets", "example.com");
        try (var both = new ResourceCaches(
                CacheConfiguration.parse("widgets.example.com", false, 100), client, Clock.systemUTC())) {
            both.start();
            await().until(() -> both.of(widgets).orElseThrow().served().isPresent());
            assertThat(both.of(widgets).orElseThrow().served())
                    .contains(new ResourceType(widgets, version, "Widget", true));
        }
    }

    @Test
    void anApiServerThatIsNotThereIsToldWithoutItsAddress() {
        server.shutdown();
        caches.start();
        await().until(() -> pods.notReadyReason().orElse("").contains("cannot be reached"));
        assertThat(pods.notReadyReason().orElseThrow())
                .startsWith("pods: the API server cannot be reached (")
                .doesNotContain("localhost", "127.0.0.1", Integer.toString(server.getPort()));
    }

    @Test
    void aStoppedInformerIsNotReady() {
        api.servePods();
        caches.start();
        awaitReady();
        caches.close();
        await().until(() -> pods.notReadyReason().equals(Optional.of("the informer of pods has stopped")));
    }

    @Test
    void onlyConfiguredResourcesHaveACache() {
        assertThat(caches.of(new GroupResource("nodes", ""))).isEmpty();
        assertThat(caches.of(PODS)).containsSame(pods);
        assertThat(caches.all()).containsExactly(pods);
    }

    private void mend() {
        server.clearExpectations();
        api.servePods();
    }

    private void awaitReady() {
        await().until(() -> pods.notReadyReason().isEmpty());
        assertThat(pods.synced()).isCompleted();
    }

    private List<String> names() {
        return pods.snapshot().objects().stream().map(CachedObject::name).toList();
    }

    private static Status status(int code, String message) {
        return new StatusBuilder().withCode(code).withMessage(message).build();
    }

    private static String page(String next, String... names) {
        String items = Stream.of(names).map("""
            {"metadata":{"namespace":"shop","name":"%1$s","uid":"%1$s","resourceVersion":"7"}}\
            """::formatted).collect(Collectors.joining(","));
        return """
            {"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"50","continue":"%s"},"items":[%s]}\
            """.formatted(next == null ? "" : next, items);
    }

    private void serveGroup(String... versions) {
        List<GroupVersionForDiscovery> served = Stream.of(versions)
                .map(version -> new GroupVersionForDiscovery("example.com/" + version, version))
                .toList();
        server.expect()
                .get()
                .withPath("/apis/example.com")
                .andReturn(
                        200,
                        new APIGroupBuilder()
                                .withName("example.com")
                                .withVersions(served)
                                .withPreferredVersion(served.get(0))
                                .build())
                .always();
    }

    private void serve(String version, String plural, List<String> verbs) {
        server.expect()
                .get()
                .withPath("/apis/example.com/" + version)
                .andReturn(
                        200,
                        new APIResourceListBuilder()
                                .withGroupVersion("example.com/" + version)
                                .addToResources(new APIResourceBuilder()
                                        .withName(plural)
                                        .withKind(plural.equals("widgets") ? "Widget" : "Gadget")
                                        .withNamespaced(true)
                                        .withVerbs(verbs)
                                        .build())
                                .build())
                .always();
    }

    private Pod create(String name) {
        return fixture.resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace("shop")
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
    }
}
