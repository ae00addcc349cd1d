package dev.serai.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import dev.serai.event.delivery.Events;
import dev.serai.event.ledger.FileLedger;
import dev.serai.event.pod.PodChangesTest;
import dev.serai.fixture.api.MockApi;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubeWatchTest extends CamelTestSupport {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678912Z");

    private final MockApi api = new MockApi();
    private final KubernetesMockServer server = api.server();
    private final KubernetesClient fixture = api.client();

    @TempDir
    Path data;

    private final Queue<Event> events = new ConcurrentLinkedQueue<>();
    private final Queue<Object> bodies = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final Set<String> refusedTypes = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Long> retryAfter = new AtomicReference<>();
    private KubernetesClient client;
    private ResourceCaches caches;

    /** One event as a route saw it. */
    private record Event(String route, Map<String, Object> headers, byte[] body) {
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

    @Test
    void eachChangeOfAnObjectIsAnEventInOrder() throws Exception {
        run("orders", "kube-watch:pods");
        Pod pod = create("shop", "web");
        fixture.resource(labelled(pod, "v2")).update();
        fixture.resource(pod).delete();
        awaitEvents(3);

        String uid = pod.getMetadata().getUid();
        assertThat(ids())
                .containsExactly(
                        uid + "-" + pod.getMetadata().getResourceVersion() + "-added",
                        uid + "-" + version(1) + "-modified",
                        uid + "-deleted");
        assertThat(events)
                .extracting(event -> event.header(EventHeaders.TYPE))
                .containsExactly(
                        "dev.serai.resource.added", "dev.serai.resource.modified", "dev.serai.resource.deleted");
        assertThat(version(1)).isNotEqualTo(version(0));
        assertThat(event(1).json().at("/metadata/labels/v").textValue()).isEqualTo("v2");
        assertThat(event(2).json().at("/metadata/labels/v").textValue()).isEqualTo("v2");
    }

    @Test
    void anEventIsACloudEvent() throws Exception {
        Pod pod = create("shop", "web");
        run("orders", "kube-watch:pods");
        awaitEvents(1);
        String uid = pod.getMetadata().getUid();
        assertThat(event(0).headers())
                .containsEntry("CamelCloudEventID", uid + "-" + version(0) + "-added")
                .containsEntry("CamelCloudEventSource", "urn:kubernetes:test")
                .containsEntry("CamelCloudEventVersion", "1.0")
                .containsEntry("CamelCloudEventType", "dev.serai.resource.added")
                .containsEntry("CamelCloudEventSubject", "/api/v1/namespaces/shop/pods/web")
                .containsEntry("CamelCloudEventTime", "2026-01-02T03:04:05.678Z")
                .containsEntry("CamelCloudEventDataContentType", "application/json")
                .containsEntry("CamelKubeWatchUid", uid)
                .containsEntry("CamelKubeWatchAttempt", 1)
                .hasSize(9);
        JsonNode body = event(0).json();
        assertThat(body.get("kind").textValue()).isEqualTo("Pod");
        assertThat(body.get("apiVersion").textValue()).isEqualTo("v1");
        assertThat(body.at("/metadata/name").textValue()).isEqualTo("web");
        assertThat(body.at("/spec/containers/0/env/0").toString()).isEqualTo("{\"name\":\"TOKEN\"}");
    }

    @Test
    void theSourceIsTheClustersOwnIdentityUnlessItIsSet() {
        fixture.namespaces()
                .resource(new io.fabric8.kubernetes.api.model.NamespaceBuilder()
                        .withNewMetadata()
                        .withName("kube-system")
                        .endMetadata()
                        .build())
                .create();
        String uid =
                fixture.namespaces().withName("kube-system").get().getMetadata().getUid();
        assertThat(new EventSource("", client).get()).isEqualTo("urn:kubernetes:" + uid);
        assertThat(new EventSource("urn:mine", client).get()).isEqualTo("urn:mine");
    }

    @Test
    void withoutAnIdentityTheSourceHasToBeSet() {
        assertThatThrownBy(() -> new EventSource("", client).get())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("kube-system")
                .hasMessageContaining("serai.events.source");
    }

    @Test
    void aFailingRouteGetsTheEventAgainAndTheLedgerWaits() throws Exception {
        refusals.set(2);
        run("orders", "kube-watch:pods");
        Pod pod = create("shop", "web");
        fixture.resource(pod).delete();
        awaitEvents(4);
        String added = event(0).id();
        assertThat(added).endsWith("-added");
        assertThat(ids()).containsExactly(added, added, added, pod.getMetadata().getUid() + "-deleted");
    }

    @Test
    void aRouteCanSayWhenItWantsARefusedEventAgain() throws Exception {
        refusals.set(2);
        retryAfter.set(1L);
        run("orders", "kube-watch:pods");
        create("shop", "web");
        awaitEvents(3);
        assertThat(events)
                .extracting(event -> event.headers().get(EventHeaders.ATTEMPT))
                .containsExactly(1, 2, 3);

        refusals.set(Integer.MAX_VALUE);
        retryAfter.set(3_600_000L);
        create("shop", "cafe");
        create("shop", "bar");
        awaitEvents(5);
        assertThat(events)
                .extracting(event -> event.headers().get(EventHeaders.ATTEMPT))
                .endsWith(1, 1);
    }

    @Test
    void theBodyIsWhatARouteNeeds() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("kube-watch:pods").process(exchange -> {
                    Message message = exchange.getMessage();
                    bodies.add(message.getBody(byte[].class));
                    bodies.add(message.getBody(String.class));
                    bodies.add(message.getBody(InputStream.class).readAllBytes());
                    bodies.add(message.getBody(Map.class));
                    bodies.add(message.getBody(Pod.class));
                    bodies.add(message.getBody(HasMetadata.class));
                });
            }
        });
        startCaches();
        create("shop", "café");
        await().until(() -> bodies.size() == 6);
        List<Object> seen = List.copyOf(bodies);
        byte[] bytes = (byte[]) seen.get(0);
        assertThat(seen.get(1)).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
        assertThat(seen.get(2)).isEqualTo(bytes);
        assertThat(seen.get(3)).extracting("metadata.name", "kind").containsExactly("café", "Pod");
        assertThat(((Pod) seen.get(4)).getMetadata().getName()).isEqualTo("café");
        assertThat(seen.get(5)).isEqualTo(seen.get(4));
    }

    @Test
    void bytesOfOthersAreLeftAlone() {
        assertThat((Object) context.getTypeConverter().convertTo(Map.class, Events.bytes("{}")))
                .isNull();
        Exchange exchange = new org.apache.camel.support.DefaultExchange(context);
        assertThat(context.getTypeConverter().convertTo(Pod.class, exchange, Events.bytes("{}")))
                .isNull();
    }

    @Test
    void whatNoRouteHasTakenIsDeliveredAfterARestart() throws Exception {
        refusals.set(Integer.MAX_VALUE);
        run("orders", "kube-watch:pods");
        create("shop", "web");
        await().until(() -> !events.isEmpty());
        String refused = event(0).id();

        restart();
        refusals.set(0);
        run("orders", "kube-watch:pods");
        awaitEvents(1);
        assertThat(ids()).containsExactly(refused);
    }

    @Test
    void whatMayHaveArrivedBeforeACrashComesAgainAsItWasAndThenWhatChangedSince() throws Exception {
        refusals.set(Integer.MAX_VALUE);
        run("orders", "kube-watch:pods");
        Pod pod = create("shop", "web");
        await().until(() -> !events.isEmpty());

        restart();
        Pod changed = fixture.resource(labelled(pod, "v2")).update();
        refusals.set(0);
        run("orders", "kube-watch:pods");
        awaitEvents(2);

        assertThat(ids()).containsExactly(id(pod, "added"), id(changed, "modified"));
    }

    @Test
    void afterARestartOnlyWhatWasMissedIsEmitted() throws Exception {
        Pod same = create("shop", "same");
        Pod changed = create("shop", "changed");
        Pod gone = create("shop", "gone");
        Pod replaced = create("shop", "replaced");
        run("orders", "kube-watch:pods");
        awaitEvents(4);

        restart();
        fixture.resource(labelled(changed, "v2")).update();
        fixture.resource(gone).delete();
        fixture.resource(replaced).delete();
        Pod replacement = create("shop", "replaced");
        Pod young = create("shop", "young");
        run("orders", "kube-watch:pods");
        awaitEvents(5);
        Pod last = create("shop", "last");
        awaitEvents(6);

        assertThat(ids())
                .filteredOn(id -> id.contains(same.getMetadata().getUid()))
                .isEmpty();
        assertThat(ids())
                .contains(
                        gone.getMetadata().getUid() + "-deleted",
                        replaced.getMetadata().getUid() + "-deleted",
                        id(replacement, "added"),
                        id(young, "added"),
                        id(last, "added"))
                .anyMatch(id -> id.startsWith(changed.getMetadata().getUid()) && id.endsWith("-modified"));
        Event deleted = events.stream()
                .filter(event -> event.id().equals(gone.getMetadata().getUid() + "-deleted"))
                .findFirst()
                .orElseThrow();
        assertThat(deleted.header(EventHeaders.SUBJECT)).isEqualTo("/api/v1/namespaces/shop/pods/gone");
        assertThat(deleted.json().at("/metadata/name").textValue()).isEqualTo("gone");
        assertThat(deleted.json().get("kind").textValue()).isEqualTo("Pod");
    }

    @Test
    void theDeleteOfAReplacedObjectComesBeforeTheAdd() throws Exception {
        Pod old = create("shop", "web");
        run("orders", "kube-watch:pods");
        awaitEvents(1);
        restart();
        fixture.resource(old).delete();
        Pod young = create("shop", "web");
        run("orders", "kube-watch:pods?lanes=1");
        awaitEvents(2);
        assertThat(ids()).containsExactly(old.getMetadata().getUid() + "-deleted", id(young, "added"));
    }

    @Test
    void onlyTheNamespacesAskedForAreDelivered() throws Exception {
        create("shop", "web");
        create("kitchen", "stove");
        run("orders", "kube-watch:pods?namespaces=shop, bar");
        awaitEvents(1);
        create("kitchen", "oven");
        create("bar", "stool");
        awaitEvents(2);
        assertThat(events)
                .extracting(event -> event.header(EventHeaders.SUBJECT))
                .containsExactly("/api/v1/namespaces/shop/pods/web", "/api/v1/namespaces/bar/pods/stool");
    }

    @Test
    void whatBeginsToBeSelectedIsAddedAndWhatCeasesToBeIsDeleted() throws Exception {
        Pod pod = create("shop", "web");
        run("orders", "kube-watch:pods?labelSelector=v in (v2,v3)");
        Pod second = fixture.resource(labelled(pod, "v2")).update();
        awaitEvents(1);
        Pod third = fixture.resource(labelled(second, "v3")).update();
        Pod fourth = fixture.resource(labelled(third, "v4")).update();
        awaitEvents(3);
        Pod fifth = fixture.resource(labelled(fourth, "v2")).update();
        fixture.resource(fifth).delete();
        awaitEvents(5);
        assertThat(ids())
                .containsExactly(
                        id(second, "added"),
                        id(third, "modified"),
                        id(third, "deleted"),
                        id(fifth, "added"),
                        pod.getMetadata().getUid() + "-deleted");
        assertThat(event(2).json().at("/metadata/labels/v").textValue()).isEqualTo("v3");
    }

    @Test
    void whatCeasedToBeSelectedMeanwhileIsDeletedAfterARestart() throws Exception {
        Pod pod = create("shop", "web");
        Pod labelled = fixture.resource(labelled(pod, "v2")).update();
        run("orders", "kube-watch:pods?labelSelector=v=v2");
        awaitEvents(1);
        restart();
        fixture.resource(labelled(labelled, "v3")).update();
        run("orders", "kube-watch:pods?labelSelector=v=v2");
        awaitEvents(1);
        assertThat(ids()).containsExactly(id(labelled, "deleted"));
        assertThat(event(0).json().at("/metadata/labels/v").textValue()).isEqualTo("v2");
    }

    @Test
    void fieldsSelectToo() throws Exception {
        run("orders", "kube-watch:pods?fieldSelector=metadata.name=web,metadata.namespace!=bar");
        create("shop", "cafe");
        create("bar", "web");
        Pod web = create("shop", "web");
        awaitEvents(1);
        assertThat(ids()).containsExactly(id(web, "added"));
    }

    @Test
    void onlyTheEventsAskedForAreToldAndTheOthersAreRemembered() throws Exception {
        // In one lane the second is remembered before the first is told to be gone.
        run("orders", "kube-watch:pods?events=deleted&lanes=1");
        Pod first = create("shop", "first");
        Pod second = create("shop", "second");
        // Else it may be gone before it was ever seen.
        await().until(() -> caches.all().iterator().next().get("shop", "second") != null);
        fixture.resource(first).delete();
        awaitEvents(1);
        restart();
        fixture.resource(second).delete();
        run("orders", "kube-watch:pods?events=deleted");
        awaitEvents(1);
        assertThat(ids()).containsExactly(second.getMetadata().getUid() + "-deleted");
    }

    @Test
    void aNewSubscriptionIsToldOfWhatIsThereUnlessItDoesNotWantTo() throws Exception {
        Pod there = create("shop", "there");
        run("orders", "kube-watch:pods?initialState=false");
        addRoute("bills", "kube-watch:pods");
        awaitEvents(1);
        assertThat(event(0).route()).isEqualTo("bills");
        Pod changed = fixture.resource(labelled(there, "v2")).update();
        Pod young = create("shop", "young");
        awaitEvents(5);
        assertThat(events)
                .filteredOn(event -> event.route().equals("orders"))
                .extracting(Event::id)
                .containsExactlyInAnyOrder(id(changed, "modified"), id(young, "added"));

        restart();
        Pod missed = create("shop", "missed");
        fixture.resource(there).delete();
        run("orders", "kube-watch:pods?initialState=false");
        awaitEvents(2);
        assertThat(ids())
                .containsExactlyInAnyOrder(
                        id(missed, "added"), there.getMetadata().getUid() + "-deleted");
    }

    @Test
    void changesAreToldEachWithItsOwnTypeAndId() throws Exception {
        run("orders", "kube-watch:pods?changes=restarted,oomkilled,unready,deleted");
        Pod pod = create("shop", "web", "two-at-once", 0);
        Pod next = update(pod, "two-at-once", 1);
        awaitEvents(4);
        fixture.resource(next).delete();
        awaitEvents(5);
        assertThat(ids())
                .containsExactly(
                        id(next, "oomkilled-cache"),
                        id(next, "restarted-app"),
                        id(next, "restarted-cache"),
                        id(next, "unready"),
                        pod.getMetadata().getUid() + "-pod-deleted");
        assertThat(event(0).headers())
                .containsEntry(EventHeaders.TYPE, "dev.serai.pod.oomkilled")
                .containsEntry(EventHeaders.CHANGE, "oomkilled")
                .containsEntry(EventHeaders.CONTAINER, "cache");
        assertThat(event(3).headers())
                .containsEntry(EventHeaders.TYPE, "dev.serai.pod.unready")
                .doesNotContainKey(EventHeaders.CONTAINER);
        assertThat(event(4).headers()).containsEntry(EventHeaders.TYPE, "dev.serai.pod.deleted");
    }

    @Test
    void whatWasSoBeforeASubscriptionForChangesIsNone() throws Exception {
        Pod pod = create("shop", "web", "crash-loop", 2);
        run("orders", "kube-watch:pods?changes=restarted,ready");
        addRoute("both", "kube-watch:pods?changes=restarted,ready&events=added,modified,deleted");
        awaitEvents(3);
        assertThat(events).extracting(Event::route).containsOnly("both");
        assertThat(ids()).containsExactly(id(pod, "added"), id(pod, "restarted-app"), id(pod, "ready"));
        update(pod, "crash-loop", 4);
        awaitEvents(6);
        assertThat(events)
                .filteredOn(event -> event.route().equals("orders"))
                .singleElement()
                .satisfies(
                        event -> assertThat(event.header(EventHeaders.CHANGE)).isEqualTo("restarted"));
    }

    @Test
    void ofSeveralChangesThatComeTogetherTheOnesTakenAreNotRepeated() throws Exception {
        Pod pod = create("shop", "web", "two-at-once", 0);
        run("orders", "kube-watch:pods?changes=restarted,oomkilled,unready");
        await().until(() -> caches.all().iterator().next().get("shop", "web") != null);
        refusedTypes.add("dev.serai.pod.unready");
        retryAfter.set(1L);
        Pod next = update(pod, "two-at-once", 1);
        await().until(() -> events.size() >= 6);
        refusedTypes.clear();
        await().untilAsserted(() -> assertThat(ids().stream().distinct())
                .containsExactly(
                        id(next, "oomkilled-cache"),
                        id(next, "restarted-app"),
                        id(next, "restarted-cache"),
                        id(next, "unready")));
        assertThat(ids().stream().filter(id -> !id.endsWith("unready"))).hasSize(3);
        assertThat(events)
                .filteredOn(event -> event.id().endsWith("unready"))
                .extracting(event -> event.headers().get(EventHeaders.ATTEMPT))
                .startsWith(1, 2, 3);
    }

    @Test
    void changesThatMayHaveArrivedBeforeACrashComeAgainUnderTheSameIds() throws Exception {
        Pod pod = create("shop", "web", "crash-loop", 0);
        run("orders", "kube-watch:pods?changes=restarted");
        await().until(() -> caches.all().iterator().next().get("shop", "web") != null);
        refusals.set(Integer.MAX_VALUE);
        Pod restarted = update(pod, "crash-loop", 2);
        await().until(() -> !events.isEmpty());

        restart();
        Pod later = update(restarted, "crash-loop", 4);
        refusals.set(0);
        run("orders", "kube-watch:pods?changes=restarted");
        awaitEvents(2);
        assertThat(ids()).containsExactly(id(restarted, "restarted-app"), id(later, "restarted-app"));
    }

    @Test
    void secretsAreInEventsOnlyWhereThatIsAskedFor() throws Exception {
        run("orders", "kube-watch:pods");
        addRoute("all", "kube-watch:pods?redact=false");
        create("shop", "web");
        awaitEvents(2);
        assertThat(events).allSatisfy(event -> assertThat(new String(event.body(), StandardCharsets.UTF_8))
                .matches(body -> body.contains("hush") == event.route().equals("all")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    events=created              | kube-watch: events: 'created' is none of added, modified, deleted
                    changes=ready,rebooted      | kube-watch: changes: 'rebooted' is none of scheduled, image-pull-failed,
                    labelSelector=a=b=c         | kube-watch: labelSelector: 'a=b=c' is none, such as app=web,tier in (a,b):
                    fieldSelector=spec.x=1      | kube-watch: fieldSelector: 'spec.x=1' cannot be answered for pods; metadata.name
                    lanes=0                     | kube-watch: lanes: 0 is too few; 1 or more
                    """)
    void aBadOptionIsAClearErrorAtTheStart(String option, String error) {
        assertThatThrownBy(() -> addRoute("orders", "kube-watch:pods?" + option))
                .rootCause()
                .hasMessageStartingWith(error);
    }

    @Test
    void eachRouteGetsEachEvent() throws Exception {
        run("orders", "kube-watch:pods");
        addRoute("bills", "kube-watch:pods");
        create("shop", "web");
        awaitEvents(2);
        assertThat(events).extracting(Event::route).containsExactlyInAnyOrder("orders", "bills");
    }

    @Test
    void aRouteThatIsStartedAgainDoesNotOvertakeWhatItIsStillSending() throws Exception {
        var sending = new AtomicInteger();
        var release = new CountDownLatch(1);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("kube-watch:pods").routeId("slow").process(exchange -> {
                    sending.incrementAndGet();
                    release.await();
                });
            }
        });
        startCaches();
        Pod pod = create("shop", "web");
        await().until(() -> sending.get() == 1);

        context.getRouteController().stopRoute("slow", 1, TimeUnit.SECONDS);
        context.getRouteController().startRoute("slow");
        fixture.resource(labelled(pod, "v2")).update();

        await().during(Duration.ofSeconds(2)).until(() -> sending.get() == 1);
        release.countDown();
        await().until(() -> sending.get() == 2);
    }

    @Test
    void aSubscriptionOutlivesTheIdOfItsRoute() throws Exception {
        create("shop", "web");
        run("orders", "kube-watch:pods?subscription=mine");
        awaitEvents(1);
        restart();
        run("renamed", "kube-watch:pods?subscription=mine");
        Pod young = create("shop", "young");
        awaitEvents(1);
        assertThat(ids()).containsExactly(id(young, "added"));
    }

    @Test
    void aResourceThatIsNotCachedIsAClearError() {
        assertThatThrownBy(() -> addRoute("orders", "kube-watch:pods,deployments.apps"))
                .rootCause()
                .hasMessage("kube-watch:pods,deployments.apps: deployments.apps is not cached;"
                        + " add it to serai.cache.resources");
    }

    @Test
    void anOptionThatDoesNotExistIsAClearError() {
        assertThatThrownBy(() -> addRoute("orders", "kube-watch:pods?namespace=shop"))
                .hasStackTraceContaining("namespace=shop");
    }

    @Test
    void nothingIsSentToIt() {
        assertThatThrownBy(() -> context.getEndpoint("kube-watch:pods").createProducer())
                .hasMessage("kube-watch: only receives; to change an object send it to kubernetes-pods:");
    }

    private void addKubeWatch(CamelContext context) {
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

    private void run(String id, String uri) throws Exception {
        addRoute(id, uri);
        startCaches();
    }

    private void startCaches() {
        caches.start();
        // What changes between a list and its watch, the mock server never tells.
        await().until(() -> caches.all().stream().allMatch(ResourceCache::isConnected));
    }

    private void addRoute(String id, String uri) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).routeId(id).process(KubeWatchTest.this::receive);
            }
        });
    }

    private void receive(Exchange exchange) {
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

    private void restart() throws Exception {
        context.shutdown();
        caches.close();
        client.close();
        events.clear();
        context = new org.apache.camel.impl.DefaultCamelContext();
        addKubeWatch(context);
        context.start();
    }

    private void awaitEvents(int count) {
        await().untilAsserted(() -> assertThat(events).hasSize(count));
    }

    private List<String> ids() {
        return events.stream().map(Event::id).toList();
    }

    private Event event(int index) {
        return List.copyOf(events).get(index);
    }

    private String version(int index) throws IOException {
        return event(index).json().at("/metadata/resourceVersion").textValue();
    }

    private static String id(Pod pod, String change) {
        return "%s-%s-%s"
                .formatted(pod.getMetadata().getUid(), pod.getMetadata().getResourceVersion(), change);
    }

    private static Pod labelled(Pod pod, String value) {
        return new PodBuilder(pod)
                .editMetadata()
                .addToLabels("v", value)
                .endMetadata()
                .build();
    }

    private Pod create(String namespace, String name, String life, int state) throws IOException {
        return fixture.resource(pod(namespace, name, life, state)).create();
    }

    private Pod update(Pod pod, String life, int state) throws IOException {
        String name = pod.getMetadata().getName();
        Pod next = pod(pod.getMetadata().getNamespace(), name, life, state);
        return fixture.resource(next).update();
    }

    private static Pod pod(String namespace, String name, String life, int state) throws IOException {
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

    private Pod create(String namespace, String name) {
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
