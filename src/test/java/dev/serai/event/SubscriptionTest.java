package dev.serai.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.cache.CacheConfiguration;
import dev.serai.cache.ResourceCache;
import dev.serai.cache.ResourceCaches;
import dev.serai.cache.object.CachedObjectModule;
import dev.serai.cache.object.StrippedFields;
import dev.serai.cloudevent.EventHeaders;
import dev.serai.cluster.ClusterClient;
import dev.serai.event.delivery.EventSource;
import dev.serai.event.ledger.LedgerLostException;
import dev.serai.fixture.api.MockApi;
import dev.serai.fixture.process.LogLines;
import dev.serai.fixture.process.TestClock;
import io.fabric8.kubernetes.api.model.APIResourceListBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.health.DefaultHealthCheckRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of a subscription while its route runs, and no longer. */
class SubscriptionTest {

    private final TestClock clock = new TestClock();
    private final MockApi api = new MockApi();
    private final KubernetesClient client = ClusterClient.connect(
            api.client().getConfiguration(), new CachedObjectModule(StrippedFields.parse("metadata.managedFields")));
    private final ResourceCaches caches =
            new ResourceCaches(CacheConfiguration.parse("pods", false, 100), client, clock);
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final FrailLedger ledger = new FrailLedger();
    private final AtomicBoolean refuse = new AtomicBoolean();
    private HealthCheckRegistry checks;

    @BeforeEach
    void run() throws Exception {
        api.servePods();
        checks = new DefaultHealthCheckRegistry(context);
        context.getCamelContextExtension().addContextPlugin(HealthCheckRegistry.class, checks);
        context.getRegistry().bind("meters", meters);
        context.addComponent(
                "kube-watch",
                new KubeWatchComponent(caches, ledger, new EventSource("urn:kubernetes:test", client), clock));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("kube-watch:pods").routeId("orders").process(exchange -> {
                    if (refuse.get()) {
                        exchange.setProperty(EventHeaders.RETRY_AFTER_MILLIS, 10L);
                        throw new IllegalStateException("the sink is away");
                    }
                });
            }
        });
    }

    @AfterEach
    void close() throws Exception {
        ledger.hang.countDown();
        context.close();
        caches.close();
        client.close();
        api.close();
    }

    @Test
    void whatTheRouteRefusesAndTakesIsTold() {
        refuse.set(true);
        start();
        create("web");
        await().until(() -> counted("refused") > 1);
        assertThat(counted("delivered")).isZero();
        HealthCheck.Result refusing = check().call();
        assertThat(refusing.getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(refusing.getDetails())
                .containsEntry("sink", "refused for 0 s (IllegalStateException)")
                .containsEntry("waiting", 1);

        refuse.set(false);
        await().until(() -> counted("delivered") == 1);
        await().untilAsserted(() -> assertThat(check().call().getDetails()).containsEntry("waiting", 0));
        assertThat(check().call().getDetails()).doesNotContainKey("sink");
    }

    @Test
    void aLedgerThatIsLostIsToldUntilItAnswers() {
        start();
        awaitUp();
        ledger.failure = new LedgerLostException("the disk is full", null);
        create("web");
        awaitDown("orders cannot begin with pods: the ledger does not answer (LedgerLostException)");

        ledger.failure = null;
        awaitUp();
        await().until(() -> counted("delivered") >= 1);
    }

    @Test
    void aLedgerThatHangsIsTold() {
        ledger.hangs = true;
        start();
        awaitDown("orders has not begun with pods yet");
        ledger.hang.countDown();
        awaitUp();
    }

    @Test
    void aResourceWhoseDefinitionIsGoneIsNoFaultOfTheLedger() throws Exception {
        start();
        awaitUp();
        api.server().clearExpectations();
        api.server()
                .expect()
                .get()
                .withPath("/api/v1")
                .andReturn(
                        200, new APIResourceListBuilder().withGroupVersion("v1").build())
                .always();
        api.server()
                .expect()
                .withPath("/api/v1/pods?limit=500")
                .andReturn(404, "")
                .always();
        context.getRouteController().stopRoute("orders");
        ResourceCache pods = caches.all().iterator().next();
        pods.close();
        await().atMost(Duration.ofSeconds(20)).until(pods::isUnknown);

        try (var log = LogLines.of(Subscription.class.getName())) {
            context.getRouteController().startRoute("orders");
            await().until(() -> check() != null);
            await().during(Duration.ofSeconds(5)).atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
                HealthCheck.Result result = check().call();
                assertThat(result.getMessage().orElse("")).doesNotContain("ledger", "NoSuchElement", "waits until");
                assertThat(result.getDetails()).containsEntry("pods", "the API server serves no such resource");
            });
            // Once, though it looks every two seconds.
            assertThat(log.lines()).containsExactly("orders waits for pods: the API server serves no such resource");
        }
        assertThat(ledger.asked).hasValue(1);
    }

    @Test
    void nothingIsToldOfARouteThatHasStopped() throws Exception {
        start();
        awaitUp();
        assertThat(meters.getMeters()).hasSize(7);
        context.getRouteController().stopRoute("orders");
        assertThat(check()).isNull();
        assertThat(meters.getMeters()).isEmpty();

        context.getRouteController().startRoute("orders");
        awaitUp();
        assertThat(meters.getMeters()).hasSize(7);
    }

    private void start() {
        context.start();
        caches.start();
        // What changes between a list and its watch, the mock server never tells.
        await().until(() -> caches.all().stream().allMatch(ResourceCache::isConnected));
    }

    private HealthCheck check() {
        return checks.getCheck("kube-watch:orders").orElse(null);
    }

    private void awaitUp() {
        await().untilAsserted(() -> {
            HealthCheck check = check();
            assertThat(check).isNotNull();
            HealthCheck.Result result = check.call();
            assertThat(result.getMessage()).isEmpty();
            assertThat(result.getState()).isEqualTo(HealthCheck.State.UP);
        });
    }

    private void awaitDown(String reason) {
        await().untilAsserted(() -> {
            HealthCheck check = check();
            assertThat(check).isNotNull();
            HealthCheck.Result result = check.call();
            assertThat(result.getMessage()).contains(reason);
            assertThat(result.getState()).isEqualTo(HealthCheck.State.DOWN);
        });
    }

    private double counted(String name) {
        return meters.get("serai.events." + name)
                .tag("subscription", "orders")
                .functionCounter()
                .count();
    }

    private void create(String name) {
        api.client()
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace("shop")
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
    }
}
