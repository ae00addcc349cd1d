package dev.serai.event.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.serai.cache.CacheConfiguration;
import dev.serai.cache.ResourceCache;
import dev.serai.cache.ResourceCaches;
import dev.serai.cache.object.CachedObjectModule;
import dev.serai.cache.object.StrippedFields;
import dev.serai.cluster.ClusterClient;
import dev.serai.event.ledger.Ledger;
import dev.serai.fixture.api.MockApi;
import dev.serai.kube.GroupResource;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The comparison of a ledger with a cache that is not as new. */
class SubscriptionFeedTest {

    private final MockApi api = new MockApi();
    private final KubernetesClient client = ClusterClient.connect(
            api.client().getConfiguration(), new CachedObjectModule(StrippedFields.parse("metadata.managedFields")));
    private final ResourceCaches caches =
            new ResourceCaches(CacheConfiguration.parse("pods", false, 100), client, Clock.systemUTC());
    private final List<WatchEvent> events = new ArrayList<>();
    private final Events.MemoryPosition position = new Events.MemoryPosition();
    private SubscriptionFeed feed;
    private String uid;

    @BeforeEach
    void fill() {
        api.servePods();
        uid = api.client()
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace("shop")
                        .withName("web")
                        .endMetadata()
                        .build())
                .create()
                .getMetadata()
                .getUid();
        caches.start();
        ResourceCache cache = caches.of(GroupResource.parse("pods")).orElseThrow();
        await().until(() -> cache.served().isPresent() && cache.isConnected());
        feed = new SubscriptionFeed(cache, object -> true, toldOfAll(), events::add, () -> {}, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        feed.close();
        caches.close();
        client.close();
        api.close();
    }

    @Test
    void whatAnotherReplicaHasDeliveredIsNotTakenBackByAnOlderCache() {
        position.remember(delivered("young", "900"));
        apiServerIsAt("1000");

        assertThatThrownBy(() -> feed.open(position))
                .hasMessageStartingWith("the cache is at version ")
                .hasMessageEndingWith(", and version 900 was delivered");
        assertThat(events).isEmpty();
    }

    @Test
    void theLedgerOfAnotherClusterIsTakenBack() {
        position.remember(delivered("foreign", "900"));
        apiServerIsAt("2");

        feed.open(position);

        assertThat(events)
                .extracting(WatchEvent::uid, WatchEvent::typeName)
                .containsExactly(tuple("foreign", "deleted"), tuple(uid, "added"));
    }

    @Test
    void aChangeThatFailsOnItsWayIsToBeComparedAnew() {
        var broken = new AtomicInteger();
        var selecting = new AtomicBoolean(true);
        feed = new SubscriptionFeed(
                caches.of(GroupResource.parse("pods")).orElseThrow(),
                object -> {
                    if (!selecting.get()) {
                        throw new IllegalStateException("no selection");
                    }
                    return true;
                },
                toldOfAll(),
                events::add,
                broken::incrementAndGet,
                Clock.systemUTC());
        feed.open(position);
        selecting.set(false);
        api.client()
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace("shop")
                        .withName("cafe")
                        .endMetadata()
                        .build())
                .create();
        await().until(() -> broken.get() > 0);
        assertThat(caches.of(GroupResource.parse("pods")).orElseThrow().get("shop", "cafe"))
                .isNotNull();
    }

    @Test
    void whatIsToldAfterTheClusterWentBackHasIdsOfItsOwn() {
        position.remember(delivered(uid, "900"));
        apiServerIsAt("2");

        feed.open(position);

        String version = caches.of(GroupResource.parse("pods"))
                .orElseThrow()
                .get("shop", "web")
                .resourceVersion();
        assertThat(events).extracting(WatchEvent::id).containsExactly(uid + "-h1-" + version + "-modified");
    }

    private void apiServerIsAt(String version) {
        api.server()
                .expect()
                .get()
                .withPath("/api/v1/pods?limit=1")
                .andReturn(
                        200,
                        new PodListBuilder()
                                .withNewMetadata()
                                .withResourceVersion(version)
                                .endMetadata()
                                .build())
                .always();
    }

    private static Ledger.Entry delivered(String uid, String version) {
        return new Ledger.Entry(
                uid, version, "/api/v1/namespaces/shop/pods/" + uid, Ledger.State.DELIVERED, Events.bytes("{}"), null);
    }

    private static SubscriptionFeed.InitialState toldOfAll() {
        return new SubscriptionFeed.InitialState() {
            @Override
            public boolean told() {
                return true;
            }

            @Override
            public Ledger.Entry known(WatchEvent event) {
                throw new AssertionError("everything is told");
            }
        };
    }
}
