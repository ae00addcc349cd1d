package dev.serai.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.cloudevent.EventHeaders;
import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.Test;

/** Which objects and which events a subscription is about. */
class KubeWatchSelectionTest extends KubeWatchTestSupport {

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
    void eachRouteGetsEachEvent() throws Exception {
        run("orders", "kube-watch:pods");
        addRoute("bills", "kube-watch:pods");
        create("shop", "web");
        awaitEvents(2);
        assertThat(events).extracting(Event::route).containsExactlyInAnyOrder("orders", "bills");
    }
}
