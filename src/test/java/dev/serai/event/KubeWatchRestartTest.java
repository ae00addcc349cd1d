package dev.serai.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.cloudevent.EventHeaders;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** What a subscription is told after it was stopped, and after a crash. */
class KubeWatchRestartTest extends KubeWatchTestSupport {

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
}
