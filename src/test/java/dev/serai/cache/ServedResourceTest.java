package dev.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.fixture.api.MockApi;
import dev.serai.kube.GroupResource;
import dev.serai.kube.ResourceType;
import io.fabric8.kubernetes.api.model.APIGroupBuilder;
import io.fabric8.kubernetes.api.model.APIResourceBuilder;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.APIResourceListBuilder;
import io.fabric8.kubernetes.api.model.GroupVersionForDiscovery;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A resource may be served in another version, later, or not at all. */
class ServedResourceTest extends ResourceCacheTestSupport {

    @Test
    void aResourceThatIsNotServedYetIsAwaited() {
        server.expect()
                .get()
                .withPath("/api/v1")
                .andReturn(
                        200, new APIResourceListBuilder().withGroupVersion("v1").build())
                .always();
        caches.start();
        await().until(pods::isUnknown);
        assertThat(pods.notReadyReason()).isEmpty();
        assertThat(pods.served()).isEmpty();
        mend();
        await().until(() -> pods.served().isPresent());
    }

    @Test
    void aResourceThatIsNotFoundOnceDuringANewListIsNotGone() {
        api.servePods();
        server.expect().get().withPath(LIST).andReturn(200, page(null, "web")).once();
        server.expect()
                .get()
                .withPath(LIST)
                .andReturn(404, status(404, "not now"))
                .once();
        server.expect().get().withPath(LIST).andReturn(200, page(null, "web")).always();
        server.expect()
                .get()
                .withPath("/api/v1/pods?allowWatchBookmarks=true&resourceVersion=50&timeoutSeconds=600&watch=true")
                .andUpgradeToWebSocket()
                .open()
                .waitFor(200)
                .andEmit("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"code\":410}}")
                .done()
                .once();
        var heard = new CopyOnWriteArrayList<String>();
        pods.subscribe(recording(heard));
        caches.start();
        await().until(() -> Collections.frequency(heard, "relisted") > 1);
        assertThat(heard).containsExactly("ADDED web", "relisted", "relisted");
        assertThat(pods.isUnknown()).isFalse();
        assertThat(names()).containsExactly("web");
    }

    @Test
    void aResourceThatCannotBeWatchedIsNotKept() {
        APIResourceList listable = MockApi.pods();
        listable.getResources().get(0).setVerbs(List.of("get", "list"));
        server.expect().get().withPath("/api/v1").andReturn(200, listable).always();
        create("web");
        caches.start();
        await().until(pods::isUnknown);
        assertThat(pods.served()).isEmpty();
        assertThat(pods.synced()).isNotDone();
    }

    @Test
    void aResourceThatItsGroupsPreferredVersionLacksIsFoundInAnother() {
        serve("v2", "gadgets", List.of());
        // Only looked at there, not followed.
        serve("v1beta1", "widgets", List.of("get"));
        serve("v1", "widgets", List.of("get", "list", "watch"));
        serveGroup("v2", "v1beta1", "v1");
        assertThatWidgetsAreServedAs("v1");
    }

    @Test
    void aVersionThatDoesNotAnswerIsNotTakenForOneThatLacksTheResource() {
        server.expect()
                .get()
                .withPath("/apis/example.com/v2")
                .andReturn(503, status(503, "away"))
                .once();
        serve("v2", "widgets", List.of());
        serve("v1", "widgets", List.of());
        serveGroup("v2", "v1");
        assertThatWidgetsAreServedAs("v2");
    }

    private void assertThatWidgetsAreServedAs(String version) {
        var widgets = new GroupResource("widgets", "example.com");
        try (var both = new ResourceCaches(
                CacheConfiguration.parse("widgets.example.com", false, 100), client, Clock.systemUTC())) {
            both.start();
            await().until(() -> both.of(widgets).orElseThrow().served().isPresent());
            assertThat(both.of(widgets).orElseThrow().served())
                    .contains(new ResourceType(widgets, version, "Widget", true));
        }
    }

    private void serveGroup(String... versions) {
        List<GroupVersionForDiscovery> served = Stream.of(versions)
                .map(version -> new GroupVersionForDiscovery("example.com/" + version, version))
                .toList();
        server.expect()
                .get()
                .withPath("/apis/example.com")
                .andReturn(
                        200,
                        new APIGroupBuilder()
                                .withName("example.com")
                                .withVersions(served)
                                .withPreferredVersion(served.get(0))
                                .build())
                .always();
    }

    private void serve(String version, String plural, List<String> verbs) {
        server.expect()
                .get()
                .withPath("/apis/example.com/" + version)
                .andReturn(
                        200,
                        new APIResourceListBuilder()
                                .withGroupVersion("example.com/" + version)
                                .addToResources(new APIResourceBuilder()
                                        .withName(plural)
                                        .withKind(plural.equals("widgets") ? "Widget" : "Gadget")
                                        .withNamespaced(true)
                                        .withVerbs(verbs)
                                        .build())
                                .build())
                .always();
    }
}
