package dev.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.cache.object.CachedObject;
import dev.serai.cache.object.CachedObjectModule;
import dev.serai.cache.object.StrippedFields;
import dev.serai.cache.store.Change;
import dev.serai.cache.store.ChangeListener;
import dev.serai.cluster.ClusterClient;
import dev.serai.fixture.api.MockApi;
import dev.serai.kube.GroupResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A cache of pods, and an API server in memory that answers as a test wants. */
abstract class ResourceCacheTestSupport {

    static final GroupResource PODS = new GroupResource("pods", "");
    static final String LIST = "/api/v1/pods?limit=500";

    final MockApi api = new MockApi();
    final KubernetesMockServer server = api.server();
    final KubernetesClient fixture = api.client();

    KubernetesClient client;
    ResourceCaches caches;
    ResourceCache pods;

    @BeforeEach
    void prepare() {
        client = ClusterClient.connect(
                fixture.getConfiguration(), new CachedObjectModule(StrippedFields.parse("metadata.managedFields")));
        caches = new ResourceCaches(CacheConfiguration.parse("pods", false, 100), client, Clock.systemUTC());
        pods = caches.of(PODS).orElseThrow();
    }

    @AfterEach
    void close() {
        caches.close();
        client.close();
        api.close();
    }

    static ChangeListener recording(List<String> heard) {
        return new ChangeListener() {
            @Override
            public void changed(Change change) {
                heard.add(change.type() + " " + change.object().name());
            }

            @Override
            public void relisted() {
                heard.add("relisted");
            }

            @Override
            public void redefined() {
                heard.add("redefined");
            }
        };
    }

    void mend() {
        server.clearExpectations();
        api.servePods();
    }

    void awaitReady() {
        await().until(() -> pods.notReadyReason().isEmpty());
        assertThat(pods.synced()).isCompleted();
    }

    List<String> names() {
        return pods.snapshot().objects().stream().map(CachedObject::name).toList();
    }

    static Status status(int code, String message) {
        return new StatusBuilder().withCode(code).withMessage(message).build();
    }

    static String page(String next, String... names) {
        String items = Stream.of(names).map("""
            {"metadata":{"namespace":"shop","name":"%1$s","uid":"%1$s","resourceVersion":"7"}}\
            """::formatted).collect(Collectors.joining(","));
        return """
            {"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"50","continue":"%s"},"items":[%s]}\
            """.formatted(next == null ? "" : next, items);
    }

    Pod create(String name) {
        return fixture.resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace("shop")
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
    }
}
