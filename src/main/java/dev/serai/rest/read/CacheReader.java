package dev.serai.rest.read;

import dev.serai.cache.ResourceCache;
import dev.serai.cache.object.CachedObject;
import dev.serai.cache.store.Snapshot;
import dev.serai.kube.ResourcePath;
import dev.serai.kube.ResourceType;
import dev.serai.kube.StatusException;
import dev.serai.rest.render.ObjectWriter;
import dev.serai.rest.wire.ContinueToken;
import dev.serai.rest.wire.Format;
import dev.serai.rest.wire.ListOptions;
import dev.serai.rest.wire.StreamedBody;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers GET and LIST from the cache; nothing goes upstream. */
final class CacheReader {

    private final PageSnapshots pages;
    private final ObjectWriter writer;

    CacheReader(ObjectWriter writer, PageSnapshots pages) {
        this.writer = writer;
        this.pages = pages;
    }

    /** Whether the cache knows of the object that a path names that it is there, or that it is not. */
    boolean knows(ResourceCache cache, ResourcePath path) {
        return cache.selector().isEverything() || cache.get(path.namespace(), path.objectName()) != null;
    }

    /**
     * The object that a path names.
     *
     * @throws StatusException 404 if there is none
     */
    CachedObject get(ResourceCache cache, ResourcePath path) {
        CachedObject object = cache.get(path.namespace(), path.objectName());
        if (object == null) {
            throw StatusException.notFound(
                    path.resource().group(), path.resource().plural(), path.objectName());
        }
        return object;
    }

    /**
     * A list, or a page of one.
     *
     * @param version the version of the content; another content has another version
     * @param body makes the body; it may be called on any thread
     */
    record CachedList(String version, Supplier<StreamedBody> body) {}

    /** Empty if the list must show a moment that is no longer held. */
    Optional<CachedList> list(
            ResourceCache cache, ResourceType type, ResourcePath path, ListOptions options, Format form) {
        ContinueToken token = options.token();
        long exactly = token != null ? token.version() : options.exact() ? options.version() : 0;
        Snapshot newest = cache.snapshot();
        Optional<Snapshot> snapshot = exactly == 0 || exactly == newest.version()
                ? Optional.of(newest)
                : pages.held(path.resource(), exactly).filter(newest::isComparableWith);
        return snapshot.map(objects -> new CachedList(tag(objects), page(objects, type, path, options, form)));
    }

    private static String tag(Snapshot snapshot) {
        return snapshot.version() + "-" + Integer.toHexString(snapshot.checksum());
    }

    private Supplier<StreamedBody> page(
            Snapshot snapshot, ResourceType type, ResourcePath path, ListOptions options, Format form) {
        List<CachedObject> scope =
                scope(options.candidates(snapshot, path.namespace()), path.namespace(), options.token());
        int size = options.pageSize() == 0 ? Integer.MAX_VALUE : options.pageSize();
        if (options.selectsEverything() && scope.size() <= size) {
            return () -> writer.list(type, snapshot.version(), scope, null, null, form);
        }
        SelectedPage page = SelectedPage.of(scope, options, size);
        if (page.isLast()) {
            return () -> writer.list(type, snapshot.version(), page.objects(), null, null, form);
        }
        pages.hold(path.resource(), snapshot);
        String last = page.objects().get(page.objects().size() - 1).key();
        // With a selector nobody knows how many objects are left.
        Integer remaining = options.selectsEverything() ? scope.size() - page.seen() : null;
        return () -> writer.list(
                type,
                snapshot.version(),
                page.objects(),
                ContinueToken.after(snapshot.version(), path.namespace(), last),
                remaining,
                form);
    }

    private static List<CachedObject> scope(
            List<CachedObject> all, @Nullable String namespace, @Nullable ContinueToken token) {
        return token == null ? all : all.subList(Snapshot.firstAtOrAfter(all, token.firstKey(namespace)), all.size());
    }
}
