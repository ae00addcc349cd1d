package dev.serai.cache.object;

import dev.serai.kube.ResourceType;
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
import java.net.URL;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Makes fabric8 informers that hold {@link CachedObject}s. fabric8 has no public way to read a resource of any type
 * into a class of one's own, so this class alone uses its {@code dsl.internal}.
 */
public final class CachedObjectInformers {

    // Without pages, fabric8 buffers the whole list and parses it on its event loop, where every other request waits.
    public static final long PAGE = 500;

    private CachedObjectInformers() {}

    /**
     * An informer that tells {@code handler} of its requests. The caller still has to add the handler to the informer.
     */
    public static Informable<CachedObject> of(
            KubernetesClient client, ResourceType type, ServerSelector selector, InformerListener handler) {
        ResourceDefinitionContext resource = context(type);
        OperationContext context = HasMetadataOperationsImpl.defaultContext(client);
        var objects = selector.of(new Operations(context, resource, handler).inAnyNamespace());
        return selector.isPaged() ? objects.withLimit(PAGE) : objects;
    }

    /** The current version of a resource, which no cache on the way may answer. */
    public static long version(KubernetesClient client, ResourceType type) {
        return Long.parseLong(
                page(client, type, ServerSelector.ALL, 1, null).getMetadata().getResourceVersion());
    }

    /**
     * A page of a list, which no cache on the way may answer. {@code next} says where to go on; null for the beginning.
     */
    public static CachedObjectList page(
            KubernetesClient client, ResourceType type, ServerSelector selector, long limit, @Nullable String next) {
        ListOptions options = selector.of(new ListOptionsBuilder()
                        .withLimit(selector.isPaged() ? limit : null)
                        .withContinue(next))
                .build();
        CachedObjectList page = new HasMetadataOperationsImpl<>(
                        client, context(type), CachedObject.class, CachedObjectList.class)
                .inAnyNamespace()
                .list(options);
        checkOrder(page);
        return page;
    }

    private static ResourceDefinitionContext context(ResourceType type) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(type.resource().group())
                .withVersion(type.version())
                .withPlural(type.resource().plural())
                .withKind(type.kind())
                .withNamespaced(type.namespaced())
                .build();
    }

    private static void checkOrder(CachedObjectList page) {
        UnorderedVersionException.check(page.getMetadata().getResourceVersion());
        page.getItems().forEach(object -> UnorderedVersionException.check(object.resourceVersion()));
    }

    private static final class Operations extends HasMetadataOperationsImpl<CachedObject, CachedObjectList> {
        private final InformerListener handler;

        Operations(OperationContext context, ResourceDefinitionContext resource, InformerListener handler) {
            super(context, resource, CachedObject.class, CachedObjectList.class);
            this.handler = handler;
        }

        @Override
        public Operations newInstance(OperationContext context) {
            return new Operations(context, rdc, handler);
        }

        @Override
        public CompletableFuture<CachedObjectList> submitList(ListOptions options) {
            // Without pages, fabric8 asks for a list of any age, which may be older than what the cache has.
            options.setResourceVersion(null);
            return super.submitList(options).thenApply(page -> {
                checkOrder(page);
                handler.page(options.getContinue() == null, page.getItems());
                return page;
            });
        }

        @Override
        public CompletableFuture<AbstractWatchManager<CachedObject>> submitWatch(
                ListOptions options, Watcher<CachedObject> watcher) {
            return super.submitWatch(options, new Hearing(watcher, handler));
        }

        // fabric8 builds the URL of each watch with this, also when it watches again by itself.
        @Override
        public URL appendListOptionParams(URL url, ListOptions options) {
            if (Boolean.TRUE.equals(options.getWatch())) {
                handler.watches();
            }
            return super.appendListOptionParams(url, options);
        }
    }

    /**
     * fabric8 does not pass bookmarks to the handlers of an informer. Here each bookmark becomes a change of an object
     * without a name. It stays in its place among the changes, so it tells up to which version they are known.
     */
    private record Hearing(Watcher<CachedObject> watcher, InformerListener handler) implements Watcher<CachedObject> {
        @Override
        public void eventReceived(Action action, CachedObject object) {
            handler.heard();
            if (UnorderedVersionException.isOrdered(object.resourceVersion())) {
                watcher.eventReceived(action == Action.BOOKMARK ? Action.MODIFIED : action, object);
            } else {
                handler.unordered(object.resourceVersion());
            }
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
