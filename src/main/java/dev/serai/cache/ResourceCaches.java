package dev.serai.cache;

import dev.serai.cache.object.ServerSelector;
import dev.serai.cache.reflector.ClusterIdentity;
import dev.serai.kube.GroupResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The caches of all configured resources. Each one starts by itself: one that cannot sync does not hold up the others.
 */
public final class ResourceCaches implements AutoCloseable {

    private static final int MAX_THREADS = 8;

    private static final long LOOK_SECONDS = 10;
    // Who caches a part of a resource is one of many, such as an agent on each node.
    private static final long LOOK_SECONDS_OF_PART = 20;

    private final Map<GroupResource, ResourceCache> caches = new LinkedHashMap<>();
    private final List<Runnable> strangers = new CopyOnWriteArrayList<>();
    private final ClusterIdentity cluster;
    private final ScheduledExecutorService scheduler;

    public ResourceCaches(CacheConfiguration configuration, KubernetesClient client, Clock clock) {
        this(
                configuration.resources().stream()
                        .collect(Collectors.toMap(
                                Function.identity(), configuration::selector, (one, same) -> one, LinkedHashMap::new)),
                configuration.historySize(),
                client,
                clock);
    }

    /**
     * Caches of the chosen objects of each resource.
     *
     * @param resources the resources that are cached, and which of their objects
     * @param historySize how many changes of each resource are remembered
     */
    public ResourceCaches(
            Map<GroupResource, ServerSelector> resources, int historySize, KubernetesClient client, Clock clock) {
        // A resource that hangs, which an aggregated API server can cause, must not hold up another one.
        int threads = Math.min(MAX_THREADS, resources.size() + 1);
        scheduler = Executors.newScheduledThreadPool(threads, task -> {
            var thread = new Thread(task, "serai-cache");
            thread.setDaemon(true);
            return thread;
        });
        cluster = new ClusterIdentity(client);
        resources.forEach((resource, selector) ->
                caches.put(resource, new ResourceCache(resource, selector, historySize, client, scheduler, clock)));
    }

    /** Starts to fill the caches and returns at once. */
    public void start() {
        caches.values().forEach(ResourceCache::start);
        scheduler.scheduleWithFixedDelay(this::lookWhoAnswers, 0, lookSeconds(), TimeUnit.SECONDS);
    }

    /** Calls {@code action} each time that another cluster answers than before. */
    public void onOtherCluster(Runnable action) {
        strangers.add(action);
    }

    public Collection<ResourceCache> all() {
        return caches.values();
    }

    /** The cache of a resource; empty if the resource is not cached. */
    public Optional<ResourceCache> of(GroupResource resource) {
        return Optional.ofNullable(caches.get(resource));
    }

    private long lookSeconds() {
        return caches.values().stream().allMatch(cache -> cache.selector().isEverything())
                ? LOOK_SECONDS
                : LOOK_SECONDS_OF_PART;
    }

    private void lookWhoAnswers() {
        if (cluster.hasChanged()) {
            strangers.forEach(Runnable::run);
            caches.values().forEach(cache -> cache.endHistory("another cluster answers at its address"));
        }
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        caches.values().forEach(ResourceCache::close);
    }
}
