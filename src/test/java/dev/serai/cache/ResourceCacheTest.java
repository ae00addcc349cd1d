package dev.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.cache.object.CachedObject;
import dev.serai.cache.object.ServerSelector;
import dev.serai.kube.GroupResource;
import dev.serai.kube.ResourceType;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Test;

/** Whatever the API server answers first, the cache fills when it answers well. */
class ResourceCacheTest extends ResourceCacheTestSupport {

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
    void ofAResourceThatIsChosenFromOnlyTheChosenIsAskedForAndKept() throws InterruptedException {
        api.servePods();
        fixture.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("web")
                        .withNamespace("shop")
                        .addToLabels("team", "sale")
                        .endMetadata()
                        .build())
                .create();
        create("other");
        var selector = new ServerSelector("team", Map.of("metadata.namespace", "shop"));
        try (var chosen = new ResourceCaches(Map.of(PODS, selector), 100, client, Clock.systemUTC())) {
            chosen.start();
            ResourceCache part = chosen.of(PODS).orElseThrow();
            await().until(() -> part.notReadyReason().isEmpty());
            assertThat(part.snapshot().objects()).extracting(CachedObject::name).containsExactly("web");
        }
        var asked = new ArrayList<String>();
        while (server.getRequestCount() > asked.size()) {
            asked.add(server.takeRequest().getPath());
        }
        assertThat(asked)
                .filteredOn(path -> path.startsWith("/api/v1/pods?"))
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(
                        path -> assertThat(path).contains("labelSelector=team", "fieldSelector=metadata.namespace"));
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
}
