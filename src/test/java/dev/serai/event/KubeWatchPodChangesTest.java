package dev.serai.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.cloudevent.EventHeaders;
import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.Test;

/** The option {@code changes}. */
class KubeWatchPodChangesTest extends KubeWatchTestSupport {

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
    void imagesThatArePulledAheadOfNeedAreToldOncePerPodBesideWhatElseIsAskedFor() throws Exception {
        run("orders", "kube-watch:pods?events=added,modified,deleted&changes=image-prepulled,image-prepull-failed");
        Pod pulled = create("shop", "good", "image-prepull", 0);
        Pod end = update(pulled, "image-prepull", 1);
        awaitEvents(3);
        assertThat(ids()).containsExactly(id(pulled, "added"), id(end, "modified"), id(end, "image-prepulled"));
        assertThat(event(2).headers())
                .containsEntry(EventHeaders.TYPE, "dev.serai.image.prepulled")
                .containsEntry(EventHeaders.CHANGE, "image-prepulled");
        Pod failed = create("shop", "bad", "image-prepull-last-try", 0);
        Pod refused = update(failed, "image-prepull-last-try", 1);
        awaitEvents(6);
        assertThat(event(5).headers())
                .containsEntry(EventHeaders.TYPE, "dev.serai.image.prepull-failed")
                .containsEntry(EventHeaders.ID, id(refused, "image-prepull-failed"));
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
}
