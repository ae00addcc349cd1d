package dev.serai.event;

import static dev.serai.event.delivery.Events.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.cache.CacheConfiguration;
import dev.serai.cache.ResourceCache;
import dev.serai.cache.ResourceCaches;
import dev.serai.cache.object.CachedObjectModule;
import dev.serai.cache.object.StrippedFields;
import dev.serai.cache.store.Change;
import dev.serai.cluster.ClusterClient;
import dev.serai.event.delivery.DeliveryStatus;
import dev.serai.event.delivery.OrderedDispatcher;
import dev.serai.event.delivery.WatchEvent;
import dev.serai.fixture.api.MockApi;
import dev.serai.fixture.process.TestClock;
import dev.serai.kube.GroupResource;
import dev.serai.retry.Backoff;
import dev.serai.retry.Jitter;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.APIResourceListBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether a subscription is ready, and the reason for each silence. */
class WatchHealthCheckTest {

    private static final String LIST = "/api/v1/pods?limit=500";
    private static final String WATCH =
            "/api/v1/pods?allowWatchBookmarks=true&resourceVersion=50&timeoutSeconds=600&watch=true";
    private static final Duration TWO_BOOKMARKS_MISSED = Duration.ofSeconds(151);

    private final TestClock clock = new TestClock();
    private final MockApi api = new MockApi();
    private final KubernetesClient client = ClusterClient.connect(
            api.client().getConfiguration(), new CachedObjectModule(StrippedFields.parse("metadata.managedFields")));
    private final ResourceCaches caches =
            new ResourceCaches(CacheConfiguration.parse("pods", false, 100), client, clock);
    private final ResourceCache pods = caches.of(GroupResource.parse("pods")).orElseThrow();
    private final DeliveryStatus deliveries = new DeliveryStatus("orders", clock);
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(1);
    private final OrderedDispatcher dispatcher = new OrderedDispatcher(
            threads,
            new Backoff(60_000, 60_000, new Jitter(() -> 1)),
            (event, attempt) -> OrderedDispatcher.Outcome.REFUSED,
            threads,
            event -> event,
            () -> {});
    private final WatchHealthCheck check = new WatchHealthCheck("orders", List.of(pods), deliveries, dispatcher);

    @BeforeEach
    void serve() {
        check.setCamelContext(new DefaultCamelContext());
        served(MockApi.pods());
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        caches.close();
        client.close();
        api.close();
    }

    @Test
    void aSilentApiServerIsToldUntilABookmarkComes() {
        watchWith("""
                {"type":"BOOKMARK","object":{"kind":"Pod","apiVersion":"v1","metadata":{"resourceVersion":"60"}}}""");
        assertThat(pods.version()).isEqualTo(50);
        silenceIsToldUntilSomethingComes();
        await().untilAsserted(() -> assertThat(pods.version()).isEqualTo(60));
    }

    @Test
    void aSilentApiServerIsToldUntilAnEventComes() {
        watchWith("""
                {"type":"ADDED","object":{"kind":"Pod","apiVersion":"v1","metadata":
                {"namespace":"shop","name":"web","uid":"u","resourceVersion":"60"}}}""");
        silenceIsToldUntilSomethingComes();
        // That something came is known before it is in the cache.
        await().untilAsserted(() -> assertThat(pods.get("shop", "web")).isNotNull());
    }

    @Test
    void aMissingRightIsToldUntilItIsGiven() {
        api.server()
                .expect()
                .get()
                .withPath(LIST)
                .andReturn(
                        403,
                        new StatusBuilder()
                                .withCode(403)
                                .withMessage("pods is forbidden")
                                .build())
                .always();
        caches.start();
        await().untilAsserted(() -> assertDown("pods: the API server answered 403: pods is forbidden"));

        api.server().clearExpectations();
        served(MockApi.pods());
        await().untilAsserted(this::assertUp);
    }

    @Test
    void aStoppedInformerIsTold() {
        start();
        caches.close();
        await().untilAsserted(() -> assertDown("the informer of pods has stopped"));
    }

    @Test
    void aResourceThatIsNotDefinedIsToldAndKeepsNobodyFromReading() {
        api.server().clearExpectations();
        served(new APIResourceListBuilder().withGroupVersion("v1").build());
        caches.start();
        await().until(pods::isUnknown);
        clock.advance(TWO_BOOKMARKS_MISSED);
        assertUp();
        assertThat(check.call().getDetails()).containsEntry("pods", "the API server serves no such resource");

        api.server().clearExpectations();
        served(MockApi.pods());
        await().untilAsserted(() -> assertThat(check.call().getDetails()).doesNotContainKey("pods"));
        await().untilAsserted(this::assertUp);
    }

    @Test
    void aLedgerThatDoesNotAnswerIsToldPerResource() {
        start();
        deliveries.blocked("pods", "pods: the ledger does not answer");
        deliveries.blocked("nodes", "nodes: the ledger does not answer");
        assertDown("nodes: the ledger does not answer; pods: the ledger does not answer");
        deliveries.flows("nodes");
        assertDown("pods: the ledger does not answer");
        deliveries.flows("pods");
        assertUp();
    }

    @Test
    void aSinkThatTakesNothingForAMinuteIsTold() {
        start();
        WatchEvent added = event(Change.Type.ADDED, "u", 1);
        dispatcher.offer(added);
        assertThat(check.call().getDetails()).containsEntry("waiting", 1).doesNotContainKey("sink");

        deliveries.refused(added, new IllegalStateException("http://user:hush@sink"));
        clock.advance(Duration.ofSeconds(59));
        assertUp();
        assertThat(check.isProgressing()).isTrue();
        clock.advance(Duration.ofSeconds(41));
        assertDown("orders has delivered nothing for 100 s (IllegalStateException)");
        assertThat(check.isProgressing()).isFalse();
        deliveries.refused(added, null);
        clock.advance(Duration.ofSeconds(20));
        assertThat(check.call().getDetails()).containsEntry("sink", "refused for 120 s (rollback)");

        deliveries.refused(added, new IllegalStateException("http://user:hush@sink"));
        assertThat(check.call().getDetails()).containsEntry("sink", "refused for 120 s (IllegalStateException)");

        deliveries.taken();
        assertUp();
        assertThat(check.call().getDetails()).doesNotContainKey("sink");
    }

    @Test
    void itIsNoMatterOfReadinessAndBearsTheNameOfTheSubscription() {
        assertThat(check.getId()).isEqualTo("kube-watch:orders");
        assertThat(check.getGroup()).isEqualTo("serai");
        assertThat(check.isReadiness()).isFalse();
        assertThat(check.isLiveness()).isFalse();
    }

    private void silenceIsToldUntilSomethingComes() {
        assertUp();
        clock.advance(TWO_BOOKMARKS_MISSED.minusSeconds(1));
        assertUp();
        clock.advance(Duration.ofSeconds(1));
        assertDown("pods: no event and no bookmark for 151 s");

        client.raw("/nudge");
        await().untilAsserted(this::assertUp);
    }

    private void watchWith(String event) {
        api.server().expect().get().withPath("/nudge").andReturn(200, "").always();
        api.server().expect().get().withPath(LIST).andReturn(200, """
                {"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"50"},"items":[]}""").always();
        api.server()
                .expect()
                .get()
                .withPath(WATCH)
                .andUpgradeToWebSocket()
                .open()
                .expectHttpRequest("/nudge")
                .andEmit(event)
                .once()
                .done()
                .always();
        start();
    }

    private void start() {
        caches.start();
        await().until(() -> pods.served().isPresent() && pods.isConnected());
    }

    private void assertUp() {
        HealthCheck.Result result = check.call();
        assertThat(result.getMessage()).isEmpty();
        assertThat(result.getState()).isEqualTo(HealthCheck.State.UP);
    }

    private void assertDown(String reason) {
        HealthCheck.Result result = check.call();
        assertThat(result.getMessage()).contains(reason);
        assertThat(result.getState()).isEqualTo(HealthCheck.State.DOWN);
    }

    private void served(APIResourceList resources) {
        api.server()
                .expect()
                .get()
                .withPath("/api/v1")
                .andReturn(200, resources)
                .always();
    }
}
