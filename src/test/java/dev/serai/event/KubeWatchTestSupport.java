package dev.serai.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.cache.CacheConfiguration;
import dev.serai.cache.ResourceCache;
import dev.serai.cache.ResourceCaches;
import dev.serai.cache.object.CachedObjectModule;
import dev.serai.cache.object.StrippedFields;
import dev.serai.cloudevent.EventHeaders;
import dev.serai.cluster.ClusterClient;
import dev.serai.event.delivery.EventSource;
import dev.serai.event.ledger.FileLedger;
import dev.serai.event.pod.PodChangesTest;
import dev.serai.fixture.api.MockApi;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A context with {@code kube-watch:} over a mock of the API server, and what its routes were given. */
abstract class KubeWatchTestSupport extends CamelTestSupport {

    static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678912Z");

    final MockApi api = new MockApi();
    final KubernetesMockServer server = api.server();
    final KubernetesClient fixture = api.client();

    @TempDir
    Path data;

    final Queue<Event> events = new ConcurrentLinkedQueue<>();
    final Queue<Object> bodies = new ConcurrentLinkedQueue<>();
    final AtomicInteger refusals = new AtomicInteger();
    final Set<String> refusedTypes = ConcurrentHashMap.newKeySet();
    final AtomicReference<Long> retryAfter = new AtomicReference<>();
    KubernetesClient client;
    ResourceCaches caches;

    /** One event as a route saw it. */
    record Event(String route, Map<String, Object> headers, byte[] body) {
        String header(String name) {
            return headers.get(name).toString();
        }

        String id() {
            return header(EventHeaders.ID);
        }

        JsonNode json() throws IOException {
            return new ObjectMapper().readTree(body);
        }
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        addKubeWatch(context);
        return context;
    }

    @BeforeEach
    void serve() {
        server.expect().get().withPath("/api/v1").andReturn(200, MockApi.pods()).always();
    }

    @AfterEach
    void close() {
        caches.close();
        client.close();
        api.close();
    }

    void addKubeWatch(CamelContext context) {
        client = ClusterClient.connect(
                fixture.getConfiguration(), new CachedObjectModule(StrippedFields.parse("metadata.managedFields")));
        caches = new ResourceCaches(CacheConfiguration.parse("pods", false, 100), client, Clock.systemUTC());
        context.addComponent(
                "kube-watch",
                new KubeWatchComponent(
                        caches,
                        FileLedger.open(data),
                        new EventSource("urn:kubernetes:test", client),
                        Clock.fixed(NOW, ZoneOffset.UTC)));
    }

    void run(String id, String uri) throws Exception {
        addRoute(id, uri);
        startCaches();
    }

    void startCaches() {
        caches.start();
        // What changes between a list and its watch, the mock server never tells.
        await().until(() -> caches.all().stream().allMatch(ResourceCache::isConnected));
    }

    void addRoute(String id, String uri) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).routeId(id).process(KubeWatchTestSupport.this::receive);
            }
        });
    }

    void receive(Exchange exchange) {
        events.add(new Event(
                exchange.getFromRouteId(),
                Map.copyOf(exchange.getMessage().getHeaders()),
                exchange.getMessage().getBody(byte[].class)));
        if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            exchange.setProperty(EventHeaders.RETRY_AFTER_MILLIS, retryAfter.get());
            throw new IllegalStateException("the sink is away");
        }
        if (refusedTypes.contains(exchange.getMessage().getHeader(EventHeaders.TYPE, String.class))) {
            exchange.setProperty(EventHeaders.RETRY_AFTER_MILLIS, retryAfter.get());
            throw new IllegalStateException("the sink does not take this");
        }
    }

    void restart() throws Exception {
        context.shutdown();
        caches.close();
        client.close();
        events.clear();
        context = new org.apache.camel.impl.DefaultCamelContext();
        addKubeWatch(context);
        context.start();
    }

    void awaitEvents(int count) {
        await().untilAsserted(() -> assertThat(events).hasSize(count));
    }

    List<String> ids() {
        return events.stream().map(Event::id).toList();
    }

    Event event(int index) {
        return List.copyOf(events).get(index);
    }

    String version(int index) throws IOException {
        return event(index).json().at("/metadata/resourceVersion").textValue();
    }

    static String id(Pod pod, String change) {
        return "%s-%s-%s"
                .formatted(pod.getMetadata().getUid(), pod.getMetadata().getResourceVersion(), change);
    }

    static Pod labelled(Pod pod, String value) {
        return new PodBuilder(pod)
                .editMetadata()
                .addToLabels("v", value)
                .endMetadata()
                .build();
    }

    Pod create(String namespace, String name, String life, int state) throws IOException {
        return fixture.resource(pod(namespace, name, life, state)).create();
    }

    Pod update(Pod pod, String life, int state) throws IOException {
        String name = pod.getMetadata().getName();
        Pod next = pod(pod.getMetadata().getNamespace(), name, life, state);
        return fixture.resource(next).update();
    }

    static Pod pod(String namespace, String name, String life, int state) throws IOException {
        Pod pod = new ObjectMapper().treeToValue(PodChangesTest.states(life).get(state), Pod.class);
        return new PodBuilder(pod)
                .editMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withUid(null)
                .withResourceVersion(null)
                .withCreationTimestamp(null)
                .endMetadata()
                .build();
    }

    Pod create(String namespace, String name) {
        return fixture.resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("app")
                        .addNewEnv()
                        .withName("TOKEN")
                        .withValue("hush")
                        .endEnv()
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
    }
}
