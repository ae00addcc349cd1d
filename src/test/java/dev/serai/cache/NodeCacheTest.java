package dev.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cache of one node's pods: what is elsewhere contradicts nothing, and what cannot follow is noticed all the same. */
class NodeCacheTest extends ResourceCacheTestSupport {

    private static final String OF_NODE = "/api/v1/pods?fieldSelector=spec.nodeName%3Dn1";
    private static final String ANY = "/api/v1/pods?limit=1";

    private ResourceCaches all;

    @BeforeEach
    void prepareNode() {
        all = caches;
        caches = new ResourceCaches(
                CacheConfiguration.parse("pods", false, 100).ofNode("n1"), client, Clock.systemUTC());
        pods = caches.of(PODS).orElseThrow();
        api.servePods();
        answer(OF_NODE, page(null, "web"));
    }

    @AfterEach
    void closeAll() {
        all.close();
    }

    @Test
    void itListsThePodsOfItsNodeAtOnce() {
        caches.start();
        awaitReady();

        assertThat(names()).containsExactly("web");
        assertThat(pods.selector().fields()).isEqualTo(Map.of("spec.nodeName", "n1"));
    }

    @Test
    void aPodThatIsElsewhereContradictsNothing() throws Exception {
        answer(ANY, page(null, "elsewhere"));
        caches.start();
        awaitReady();

        pods.told("shop", "elsewhere", 7);
        assertThat(pods.isSuspected()).isFalse();
        // This one it should know as it is told.
        pods.told("shop", "web", 8);
        await().until(() -> !pods.isSuspected());
        assertThat(pods.histories()).isZero();
        assertThat(names()).containsExactly("web");
    }

    @Test
    void anApiServerThatGoesBackIsListedAnew() {
        answer(ANY, page(null, "elsewhere").replace("\"50\"", "\"20\""));
        caches.start();
        awaitReady();
        server.clearExpectations();
        api.servePods();
        answer(ANY, page(null, "elsewhere").replace("\"50\"", "\"20\""));
        answer(OF_NODE, page(null, "web", "new").replace("\"50\"", "\"20\""));

        pods.told("shop", "web", 8);

        await().until(() -> pods.histories() == 1);
        awaitReady();
        await().untilAsserted(() -> assertThat(names()).containsExactly("new", "web"));
        assertThat(pods.version()).isEqualTo(20);
    }

    private void answer(String path, String body) {
        server.expect().get().withPath(path).andReturn(200, body).always();
    }
}
