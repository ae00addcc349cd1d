package dev.serai.cache;

import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.dsl.internal.AbstractWatchManager;
import io.fabric8.kubernetes.client.dsl.internal.HasMetadataOperationsImpl;
import io.fabric8.kubernetes.client.dsl.internal.OperationContext;
import java.util.concurrent.CompletableFuture;

/**
 * Makes fabric8 informers that hold {@link CachedObject}s. fabric8 offers no public way to read a resource of any
 * type into a class of one's own, so this is the one place that reaches into its {@code dsl.internal}.
 */
final class CachedObjectInformers {

    // Without pages fabric8 buffers the whole list and parses it on its event loop, where every other request waits.
    private static final long PAGE = 500;

    private CachedObjectInformers() {}

    /** {@code heard} is called whenever the watch brings something, be it only a bookmark. */
    static Informable<CachedObject> of(KubernetesClient client, ResourceType type, Runnable heard) {
        ResourceDefinitionContext resource = type.context();
        OperationContext context = HasMetadataOperationsImpl.defaultContext(client);
        return new Operations(context, resource, heard).inAnyNamespace().withLimit(PAGE);
    }

    /** The version of a list that no cache on the way has answered. */
    static long version(KubernetesClient client, ResourceType type) {
        ListOptions one = new ListOptionsBuilder().withLimit(1L).build();
        return Long.parseLong(
                new HasMetadataOperationsImpl<>(client, type.context(), CachedObject.class, CachedObjectList.class)
                        .inAnyNamespace()
                        .list(one)
                        .getMetadata()
                        .getResourceVersion());
    }

    private static final class Operations extends HasMetadataOperationsImpl<CachedObject, CachedObjectList> {
        private final Runnable heard;

        Operations(OperationContext context, ResourceDefinitionContext resource, Runnable heard) {
            super(context, resource, CachedObject.class, CachedObjectList.class);
            this.heard = heard;
        }

        @Override
        public Operations newInstance(OperationContext context) {
            return new Operations(context, rdc, heard);
        }

        @Override
        public CompletableFuture<AbstractWatchManager<CachedObject>> submitWatch(
                ListOptions options, Watcher<CachedObject> watcher) {
            return super.submitWatch(options, new Hearing(watcher, heard));
        }
    }

    /**
     * fabric8 keeps bookmarks from the handlers of an informer. As a change of an object without a name each of them
     * comes through, in its place among the changes: only there can it tell up to which version they are known.
     */
    private record Hearing(Watcher<CachedObject> watcher, Runnable heard) implements Watcher<CachedObject> {
        @Override
        public void eventReceived(Action action, CachedObject object) {
            heard.run();
            watcher.eventReceived(action == Action.BOOKMARK ? Action.MODIFIED : action, object);
        }

        @Override
        public void onClose(WatcherException cause) {
            watcher.onClose(cause);
        }

        @Override
        public void onClose() {
            watcher.onClose();
        }

        @Override
        public boolean reconnecting() {
            return watcher.reconnecting();
        }
    }
}
