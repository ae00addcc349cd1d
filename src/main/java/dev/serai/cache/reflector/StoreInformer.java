package dev.serai.cache.reflector;

import dev.serai.cache.object.CachedObject;
import dev.serai.cache.object.CachedObjectInformers;
import dev.serai.cache.object.ServerSelector;
import dev.serai.cache.store.ObjectStore;
import dev.serai.kube.ResourceType;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.function.BiConsumer;

/**
 * An informer that fills a store.
 *
 * @param handler writes what the informer receives into the store
 * @param informer fabric8's informer
 */
record StoreInformer(InformerHandler handler, SharedIndexInformer<CachedObject> informer) {

    /** Makes an informer that is not started yet. It tells {@code failed} of each failure, and goes on. */
    static StoreInformer of(
            KubernetesClient client,
            ResourceType type,
            ServerSelector selector,
            ObjectStore store,
            InformerHandler.Owner owner,
            BiConsumer<InformerHandler, Throwable> failed) {
        var handler = new InformerHandler(type, store, owner);
        SharedIndexInformer<CachedObject> informer =
                CachedObjectInformers.of(client, type, selector, handler).runnableInformer(0);
        informer.addEventHandler(handler);
        // Without a handler that says "go on", one failed list or one bad object would stop the informer for good.
        informer.exceptionHandler((started, failure) -> {
            failed.accept(handler, failure);
            return true;
        });
        return new StoreInformer(handler, informer);
    }

    ResourceType type() {
        return handler.type();
    }

    boolean isWatching() {
        return informer.isWatching();
    }

    /** Whether it runs: nobody stopped it, and it did not end by itself. */
    boolean isRunning() {
        return informer.isRunning();
    }

    void start() {
        informer.start();
    }

    void stop() {
        informer.stop();
    }
}
