package dev.serai.rest.read;

import static org.awaitility.Awaitility.await;

import dev.serai.cache.CacheConfiguration;
import dev.serai.cache.ResourceCache;
import dev.serai.cache.ResourceCaches;
import dev.serai.cache.object.CachedObject;
import dev.serai.cache.object.CachedObjectModule;
import dev.serai.cache.object.StrippedFields;
import dev.serai.cluster.ClusterClient;
import dev.serai.fixture.api.MockApi;
import dev.serai.kube.GroupResource;
import dev.serai.rest.wire.Request;
import dev.serai.rest.write.WriteRequest;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.lang.reflect.Proxy;
import java.time.Clock;

/** A cache of pods that is filled from an API server in memory, and writes as they come in. */
public final class CachedPods implements AutoCloseable {

    public static final String PATH = "/api/v1/namespaces/shop/pods";
    private static final String NAMESPACE = "shop";

    private final MockApi api = new MockApi();
    private final KubernetesClient client =
            ClusterClient.connect(api.client().getConfiguration(), new CachedObjectModule(StrippedFields.parse("")));
    public final ResourceCaches caches =
            new ResourceCaches(CacheConfiguration.parse("pods", false, 10), client, Clock.systemUTC());
    public final ResourceCache cache = caches.of(GroupResource.parse("pods")).orElseThrow();

    public CachedPods() {
        api.servePods();
        caches.start();
        await().until(() -> cache.synced().isDone() && cache.isConnected());
    }

    /** What has been asked for by {@code uri}, as far as its path tells. */
    public static WriteRequest write(String method, String uri) {
        var http = (HttpServerRequest) Proxy.newProxyInstance(
                HttpServerRequest.class.getClassLoader(),
                new Class<?>[] {HttpServerRequest.class},
                (request, asked, nothing) -> switch (asked.getName()) {
                    case "uri" -> uri;
                    case "method" -> HttpMethod.valueOf(method);
                    default -> throw new UnsupportedOperationException(asked.getName());
                });
        var write = new WriteRequest(new Request(http));
        write.resolvePath();
        return write;
    }

    /** Creates a pod and waits until it is cached. */
    public CachedObject create(String name, String... finalizers) {
        api.client()
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName(name)
                        .withFinalizers(finalizers)
                        .endMetadata()
                        .build())
                .create();
        return await().until(() -> cache.get(NAMESPACE, name), cached -> cached != null);
    }

    /** The pod as it is cached; null when there is none. */
    public CachedObject get(String name) {
        return cache.get(NAMESPACE, name);
    }

    /** Deletes a pod, which a finalizer holds, without waiting for the cache. */
    public void delete(String name) {
        api.client().pods().inNamespace(NAMESPACE).withName(name).delete();
    }

    /** Ends the API server; returns when that has been noticed. */
    void loseApiServer() {
        api.server().shutdown();
        await().until(() -> !cache.isConnected());
    }

    @Override
    public void close() {
        caches.close();
        client.close();
        api.close();
    }
}
