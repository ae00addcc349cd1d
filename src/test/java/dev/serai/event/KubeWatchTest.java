package dev.serai.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.cloudevent.EventHeaders;
import dev.serai.event.delivery.EventSource;
import dev.serai.event.delivery.Events;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** What an event is, and what becomes of one that a route refuses. */
class KubeWatchTest extends KubeWatchTestSupport {

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
    void secretsAreInEventsOnlyWhereThatIsAskedFor() throws Exception {
        run("orders", "kube-watch:pods");
        addRoute("all", "kube-watch:pods?redact=false");
        create("shop", "web");
        awaitEvents(2);
        assertThat(events).allSatisfy(event -> assertThat(new String(event.body(), StandardCharsets.UTF_8))
                .matches(body -> body.contains("hush") == event.route().equals("all")));
    }
}
