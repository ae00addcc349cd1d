package dev.serai.lister;

import static org.awaitility.Awaitility.await;

import dev.serai.cache.CacheConfiguration;
import dev.serai.cache.ResourceCache;
import dev.serai.cache.ResourceCaches;
import dev.serai.cache.object.CachedObjectModule;
import dev.serai.cache.object.StrippedFields;
import dev.serai.cluster.ClusterClient;
import dev.serai.fixture.api.MockApi;
import dev.serai.fixture.http.FreePort;
import dev.serai.http.BlockedEventLoop;
import dev.serai.http.EventLoopEngine;
import dev.serai.http.EventLoopRoutes;
import dev.serai.kube.GroupResource;
import dev.serai.rest.wire.WarningHeaderFilterStrategy;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** Routes with {@code kube-cache:} over a cache of pods, each of which has the label {@code build}. */
final class CachedBuilds implements AutoCloseable {

    private final MockApi api = new MockApi();
    private final KubernetesClient client =
            ClusterClient.connect(api.client().getConfiguration(), new CachedObjectModule(StrippedFields.parse("")));
    private final ResourceCaches caches =
            new ResourceCaches(CacheConfiguration.parse("pods", false, 10), client, Clock.systemUTC());
    final ResourceCache cache = caches.of(GroupResource.PODS).orElseThrow();
    final CamelContext camel = new DefaultCamelContext();
    final int port = FreePort.next();

    CachedBuilds() throws Exception {
        camel.addComponent("kube-cache", new KubeCacheComponent(caches, Clock.systemUTC()));
        var http = new PlatformHttpComponent();
        http.setHeaderFilterStrategy(new WarningHeaderFilterStrategy());
        camel.addComponent("platform-http", http);
        camel.getRestConfiguration().setComponent("platform-http");
        camel.getRestConfiguration().setInlineRoutes(false);
        var engine = new EventLoopEngine(port, new BlockedEventLoop());
        engine.setCamelContext(camel);
        camel.getRegistry().bind("eventLoop", engine);
        EventLoopRoutes.addTo(camel);
        var server = new VertxPlatformHttpServerConfiguration();
        server.setBindHost("127.0.0.1");
        server.setBindPort(port);
        camel.addService(new VertxPlatformHttpServer(server));
        camel.start();
    }

    /** Fills the cache and keeps it up to date. */
    CachedBuilds start() {
        api.servePods();
        caches.start();
        await().until(() -> cache.synced().isDone() && cache.isConnected());
        return this;
    }

    /** Starts the cache before an API server that serves no pods; returns when that is known. */
    CachedBuilds startWithoutPods() {
        caches.start();
        await().until(cache::isUnknown);
        return this;
    }

    /** Creates a pod and waits until it is cached. */
    void create(String namespace, String name, String build, String phase) {
        api.client()
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .addToLabels("build", build)
                        .addToLabels("app.kubernetes.io/part-of", "ci")
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName("n1")
                        .addNewContainer()
                        .withName("main")
                        .withImage("example.com/build:1")
                        .endContainer()
                        .endSpec()
                        .withNewStatus()
                        .withPhase(phase)
                        .endStatus()
                        .build())
                .create();
        await().until(() -> cache.get(namespace, name) != null);
    }

    /** Ends the API server; returns when that has been noticed. */
    void loseApiServer() {
        api.server().shutdown();
        await().until(() -> !cache.isConnected());
    }

    void load(String yaml) throws Exception {
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("r.yaml", yaml));
    }

    /** Sends one message with these headers; what is answered, or its failure, is in what is returned. */
    Exchange send(String uri, Map<String, Object> headers) {
        return camel.createProducerTemplate()
                .send(uri, exchange -> exchange.getMessage().getHeaders().putAll(headers));
    }

    @Override
    public void close() {
        camel.stop();
        caches.close();
        client.close();
        api.close();
    }
}
