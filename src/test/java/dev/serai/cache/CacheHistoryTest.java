package dev.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The cache finds out what contradicts it: other versions, other content, another cluster. */
class CacheHistoryTest extends ResourceCacheTestSupport {

    private static final String SYSTEM = "/api/v1/namespaces/kube-system";

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
}
