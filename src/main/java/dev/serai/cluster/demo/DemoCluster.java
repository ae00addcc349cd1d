package dev.serai.cluster.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.cluster.ClusterClient;
import dev.serai.log.LoggedCause;
import io.fabric8.kubernetes.api.model.APIResourceBuilder;
import io.fabric8.kubernetes.api.model.APIResourceListBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import java.net.InetAddress;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded cluster of {@code serai.cluster=demo}: fabric8's mock server, which stores what it receives, with sample
 * pods that live and die. It listens on a free loopback port and forgets everything when it is closed.
 */
public final class DemoCluster implements AutoCloseable {

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(DemoCluster.class);
    // A logger without a reference forgets its level.
    private static final Logger REQUEST_LOG = Logger.getLogger(MockWebServer.class.getName());

    private final KubernetesMockServer server;
    private final KubernetesClient client;
    private final DemoLife life;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "demo-cluster");
        thread.setDaemon(true);
        return thread;
    });

    private DemoCluster(Clock clock, Random random) {
        REQUEST_LOG.setLevel(Level.WARNING);
        Map<ServerRequest, Queue<ServerResponse>> responses = new HashMap<>();
        server = new KubernetesMockServer(
                new Context(new ObjectMapper()),
                new MockWebServer(),
                responses,
                new KubernetesMixedDispatcher(responses),
                false);
        server.init(InetAddress.getLoopbackAddress(), 0);
        client = ClusterClient.ready(ClusterClient.connect(clientConfig()), Pod.class, PodList.class);
        life = new DemoLife(client, clock, random);
        describe();
        List.of("default", "kube-system").forEach(this::createNamespace);
    }

    /** Starts a cluster whose clock is real time. */
    public static DemoCluster start() {
        var cluster = start(Clock.systemUTC(), new Random());
        cluster.scheduler.scheduleWithFixedDelay(cluster::tickSafely, 0, 1, TimeUnit.SECONDS);
        return cluster;
    }

    /** Starts a cluster with its namespaces and nothing else, which changes only when it is told to. */
    public static DemoCluster startEmpty() {
        return start(Clock.systemUTC(), new Random());
    }

    /** Starts a cluster that changes only at a {@link #tick}. */
    static DemoCluster start(Clock clock, Random random) {
        return new DemoCluster(clock, random);
    }

    /** The client settings to reach this cluster. */
    public Config clientConfig() {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + server.getPort())
                .withNamespace("default")
                .build();
    }

    /** One second of the cluster's life. */
    void tick() throws InterruptedException {
        life.tick();
        // The mock server keeps every request for tests; nobody needs them here.
        while (server.takeRequest(0, TimeUnit.MILLISECONDS) != null) {
            continue;
        }
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        client.close();
        server.destroy();
    }

    private void tickSafely() {
        try {
            tick();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("a second of the demo cluster's life went wrong: {}", LoggedCause.trace(e));
            LOG.debug("a second of the demo cluster's life went wrong: {}", LoggedCause.of(e));
        }
    }

    // Serai uses discovery to learn how a resource is served, and the mock server has none.
    private void describe() {
        var pods = new APIResourceBuilder()
                .withName("pods")
                .withSingularName("pod")
                .withKind("Pod")
                .withNamespaced(true)
                .withVerbs("create", "delete", "get", "list", "watch")
                .withShortNames("po")
                .build();
        server.expect()
                .get()
                .withPath("/api/v1")
                .andReturn(
                        200,
                        new APIResourceListBuilder()
                                .withGroupVersion("v1")
                                .withResources(pods)
                                .build())
                .always();
    }

    private void createNamespace(String name) {
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
    }
}
