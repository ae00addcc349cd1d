package dev.serai.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.cache.CacheConfiguration;
import dev.serai.cache.ResourceCache;
import dev.serai.cache.ResourceCaches;
import dev.serai.cache.object.CachedObjectModule;
import dev.serai.cache.object.StrippedFields;
import dev.serai.cloudevent.EventHeaders;
import dev.serai.cluster.ClusterClient;
import dev.serai.conformance.LedgerAtStep.Step;
import dev.serai.event.KubeWatchComponent;
import dev.serai.event.delivery.EventSource;
import dev.serai.event.ledger.FileLedger;
import dev.serai.event.ledger.Ledger;
import dev.serai.fixture.api.MockApi;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code kill -9} at each step of each delivery, and what the cluster does before Serai is back: nothing is lost. */
class KillTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    // Now and then the mock server takes ten seconds over the end of a watch, and answers nobody meanwhile.
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private enum Delivered {
        ADDED,
        MODIFIED,
        DELETED
    }

    private enum Meanwhile {
        NOTHING,
        MODIFIED,
        DELETED,
        REPLACED
    }

    private final MockApi api = new MockApi();
    private final KubernetesClient fixture = api.client();
    private final Truth truth = new Truth();
    private final List<Delivery> record = new CopyOnWriteArrayList<>();
    private Pod pod;
    private volatile Step armed;
    private volatile boolean killed;
    private final AtomicInteger acknowledged = new AtomicInteger();
    private volatile LedgerAtStep doomed;
    private CamelContext context;
    private KubernetesClient client;
    private ResourceCaches caches;

    @TempDir
    Path directory;

    @BeforeEach
    void serve() {
        api.servePods();
    }

    @AfterEach
    void close() throws Exception {
        stop();
        api.close();
    }

    static Stream<Arguments> kills() {
        List<Arguments> kills = new ArrayList<>();
        for (Delivered delivered : Delivered.values()) {
            for (Step step : Step.values()) {
                for (Meanwhile meanwhile : Meanwhile.values()) {
                    // What is gone cannot change.
                    if (delivered != Delivered.DELETED
                            || meanwhile == Meanwhile.NOTHING
                            || meanwhile == Meanwhile.REPLACED) {
                        kills.add(Arguments.of(delivered, step, meanwhile));
                    }
                }
            }
        }
        return kills.stream();
    }

    @ParameterizedTest(name = "of {0}, killed {1}, meanwhile {2}")
    @MethodSource("kills")
    void nothingIsLostAndNothingGoesBack(Delivered delivered, Step step, Meanwhile meanwhile) throws Exception {
        Path remains = directory.resolve("remains");
        doomed = new LedgerAtStep(directory.resolve("first"), remains, this::reached);
        start(doomed);
        liveUntil(delivered, step);
        await().atMost(PATIENCE).until(() -> killed);
        stop();

        go(meanwhile);
        start(FileLedger.open(remains));

        await().atMost(PATIENCE).untilAsserted(this::assertUpToDate);
        // What else is to come has come when a later change has.
        create("last");
        await().atMost(PATIENCE).untilAsserted(this::assertUpToDate);
        assertThat(audit().isFaultless()).as(audit().toString()).isTrue();
    }

    // One change after the other, each when the one before it has been taken; at the last one the process is killed.
    private void liveUntil(Delivered last, Step step) {
        for (Delivered change : Delivered.values()) {
            int before = acknowledged.get();
            if (change == last) {
                armed = step;
            }
            switch (change) {
                case ADDED -> pod = create("web");
                case MODIFIED -> modify();
                default -> delete();
            }
            if (change == last) {
                return;
            }
            await().atMost(PATIENCE).until(() -> acknowledged.get() > before);
        }
    }

    private void go(Meanwhile meanwhile) {
        switch (meanwhile) {
            case MODIFIED -> modify();
            case DELETED -> delete();
            case REPLACED -> {
                delete();
                pod = create("web");
            }
            default -> assertThat(killed).isTrue();
        }
    }

    // Told of each step of each delivery, by the thread that delivers.
    private void reached(Step step) {
        // Not every delivery is announced.
        if (!killed && armed != null && step.compareTo(armed) >= 0) {
            doomed.kill();
            killed = true;
        }
        if (step == Step.AFTER) {
            acknowledged.incrementAndGet();
        }
    }

    private void receive(Exchange exchange) {
        reached(Step.BEFORE_SENDING);
        LedgerAtStep ledger = doomed;
        if (killed && ledger != null) {
            throw new IllegalStateException("killed");
        }
        record.add(new Delivery(
                exchange.getMessage().getHeader(EventHeaders.ID, String.class),
                exchange.getMessage().getHeader(EventHeaders.SOURCE, String.class),
                exchange.getMessage().getHeader(EventHeaders.TYPE, String.class),
                exchange.getMessage().getHeader(EventHeaders.SUBJECT, String.class),
                exchange.getMessage().getBody(byte[].class)));
        if (ledger != null) {
            ledger.taken();
        }
    }

    private Findings audit() {
        Map<String, JsonNode> state = new HashMap<>();
        for (JsonNode found : parse(fixture.raw("/api/v1/namespaces/shop/pods")).path("items")) {
            ((ObjectNode) found.path("metadata")).remove("managedFields");
            state.put(Truth.uid(found), found);
        }
        return DeliveryAudit.of(record, truth, state);
    }

    private void assertUpToDate() {
        Findings findings = audit();
        assertThat(findings.isUpToDate()).as(findings.toString()).isTrue();
    }

    private static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void start(Ledger ledger) throws Exception {
        client = ClusterClient.connect(
                fixture.getConfiguration(), new CachedObjectModule(StrippedFields.parse("metadata.managedFields")));
        caches = new ResourceCaches(CacheConfiguration.parse("pods", false, 100), client, Clock.systemUTC());
        context = new DefaultCamelContext();
        context.addComponent(
                "kube-watch",
                new KubeWatchComponent(
                        caches, ledger, new EventSource("urn:kubernetes:test", client), Clock.systemUTC()));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("kube-watch:pods").routeId("orders").process(KillTest.this::receive);
            }
        });
        context.start();
        caches.start();
        // What changes between a list and its watch, the mock server never tells.
        await().atMost(PATIENCE).until(() -> caches.all().stream().allMatch(ResourceCache::isConnected));
    }

    private void stop() {
        context.shutdown();
        caches.close();
        client.close();
        doomed = null;
    }

    private Pod create(String name) {
        Pod created = fixture.resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace("shop")
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("app")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        truth.exists(MAPPER.valueToTree(created));
        return created;
    }

    private void modify() {
        pod = fixture.resource(new PodBuilder(pod)
                        .editMetadata()
                        .addToLabels("step", "s" + acknowledged)
                        .endMetadata()
                        .build())
                .update();
        truth.exists(MAPPER.valueToTree(pod));
    }

    private void delete() {
        fixture.resource(pod).delete();
        truth.ended(MAPPER.valueToTree(pod));
    }
}
