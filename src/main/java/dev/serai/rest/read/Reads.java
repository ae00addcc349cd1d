package dev.serai.rest.read;

import dev.serai.cache.CacheConditions;
import dev.serai.cache.ResourceCache;
import dev.serai.cache.ResourceCaches;
import dev.serai.cache.object.CachedObject;
import dev.serai.kube.ResourcePath;
import dev.serai.kube.ResourceType;
import dev.serai.kube.StatusException;
import dev.serai.rest.consistency.WriteTracker;
import dev.serai.rest.discovery.DiscoveryCache;
import dev.serai.rest.render.ObjectWriter;
import dev.serai.rest.wire.Answers;
import dev.serai.rest.wire.Format;
import dev.serai.rest.wire.ListOptions;
import dev.serai.rest.wire.Representation;
import dev.serai.rest.wire.Request;
import dev.serai.rest.wire.StreamLimit;
import dev.serai.rest.wire.StreamedBody;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a read goes: to the cache where it can answer, else to the API server, which then also words what is wrong with
 * it. Reads are answered on the event loop.
 */
public final class Reads {

    private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}");
    private static final long PAGES_MILLIS = 60_000;

    private final ResourceCaches caches;
    private final Passthrough passthrough;
    private final DiscoveryCache discovery;
    private final PassedOnReads passedOn;
    private final AwaitedReads awaited;
    private final ObjectWriter writer;
    private final CacheReader reader;
    private final CachedWatches watches;
    private final CacheResponder responder;

    public Reads(
            ResourceCaches caches,
            WriteTracker tracker,
            CacheConditions conditions,
            Passthrough passthrough,
            DiscoveryCache discovery,
            StreamLimit streams,
            Vertx vertx,
            Clock clock) {
        this.caches = caches;
        this.passthrough = passthrough;
        this.discovery = discovery;
        this.passedOn = new PassedOnReads(caches, passthrough);
        this.awaited = new AwaitedReads(tracker, conditions, passedOn);
        this.writer = new ObjectWriter(clock);
        var pages = new PageSnapshots(clock);
        vertx.setPeriodic(PAGES_MILLIS, now -> pages.expire());
        this.reader = new CacheReader(writer, pages);
        this.watches = new CachedWatches(streams, vertx, clock, writer);
        this.responder = new CacheResponder(vertx);
    }

    /** Whether a GET of this path is a read of the API. */
    public static boolean isMeant(String path) {
        String below = path.substring(slashes(path) - 1);
        return below.startsWith("/api/") || below.startsWith("/apis/") || DiscoveryCache.isMeant(below);
    }

    // Of paths that begin with several slashes the API server knows none.
    private static int slashes(String path) {
        int slashes = 1;
        while (slashes < path.length() && path.charAt(slashes) == '/') {
            slashes++;
        }
        return slashes;
    }

    /** Answers a GET, or a HEAD with all of that but the body. */
    public void answer(Request request) {
        try {
            route(request);
        } catch (StatusException refusal) {
            refuse(request, refusal);
        }
    }

    /** A write that may change what is discovered has been answered. */
    public void definitionsChanged() {
        discovery.definitionsChanged();
    }

    private void route(Request request) {
        request.checkIdentity();
        if (DiscoveryCache.isMeant(request.rawPath())) {
            discovery.answer(request, PassedOnReads.isToBeAskedAnew(request));
            return;
        }
        Optional<ResourcePath> named = pathOf(request);
        if (named.isEmpty() || !request.isReadable()) {
            passedOn.passOn(request, "bypass");
            return;
        }
        ResourcePath path = named.get();
        Optional<ResourceCache> cache =
                caches.of(path.resource()).filter(found -> path.subresource() == null && !found.isUnknown());
        if (cache.isEmpty()) {
            passedOn.passOn(request, "bypass");
            return;
        }
        ResourceType type = cache.get()
                .served()
                .orElseThrow(() ->
                        StatusException.unavailable("the cache of %s is not filled yet".formatted(path.resource()), 1));
        boolean fits = type.version().equals(path.version())
                && (path.name() == null
                        ? type.namespaced() || path.namespace() == null
                        : type.namespaced() == (path.namespace() != null));
        if (PassedOnReads.isToBeAskedAnew(request)) {
            passthrough.stream(request, "request");
        } else if (!fits) {
            passedOn.passOn(request, "bypass");
        } else if (path.name() != null) {
            get(request, path, cache.get(), type);
        } else {
            list(request, path, cache.get(), type);
        }
    }

    // What is wrong with a path that can be read in one way only, the API server knows to say best.
    private static Optional<ResourcePath> pathOf(Request request) {
        request.target();
        try {
            return Optional.of(request.path());
        } catch (StatusException refusal) {
            return Optional.empty();
        }
    }

    private void get(Request request, ResourcePath path, ResourceCache cache, ResourceType type) {
        Optional<Representation> wanted = representation(request, cache, type, Representation.Kind.OBJECT);
        String version = request.parameter("resourceVersion");
        boolean any = version == null || version.isEmpty();
        if (wanted.isEmpty()
                || ListOptions.isExport(request)
                || !ListOptions.isTimeoutUnderstood(request)
                || !(any || VERSION.matcher(version).matches())) {
            passedOn.passOn(request, "miss");
            return;
        }
        awaited.whenReached(request, cache, any ? 0 : Long.parseLong(version), !any, () -> {
            CachedObject object = reader.get(cache, path);
            responder.send(
                    request,
                    cache,
                    wanted.get(),
                    object.resourceVersion() + '-' + Integer.toHexString(object.checksum()),
                    () -> StreamedBody.of(
                            writer.object(type, object, wanted.get().form())));
        });
    }

    // What only the API server can make it is asked for, as long as it can be asked.
    private static Optional<Representation> representation(
            Request request, ResourceCache cache, ResourceType type, Representation.Kind kind) {
        return Representation.of(request, type, kind).filter(wanted -> !wanted.isSecond() || !cache.isConnected());
    }

    private void list(Request request, ResourcePath path, ResourceCache cache, ResourceType type) {
        Optional<ListOptions> parsed = ListOptions.parse(request, type);
        Optional<Representation> wanted = parsed.flatMap(options -> representation(
                request, cache, type, options.watch() ? Representation.Kind.WATCH : Representation.Kind.LIST));
        if (wanted.isEmpty()) {
            passedOn.passOn(request, "miss");
            return;
        }
        ListOptions options = parsed.get();
        Format form = wanted.get().form();
        if (options.watch() && options.initialEvents() && options.version() > cache.version()) {
            awaited.await(
                    request,
                    cache,
                    options.version(),
                    AwaitedReads.WAIT,
                    () -> watches.watch(request, path, cache, type, options, form),
                    () -> passedOn.passOn(request, "stale"));
        } else if (options.watch()) {
            watches.watch(request, path, cache, type, options, form);
        } else {
            awaited.whenReached(
                    request,
                    cache,
                    options.version(),
                    options.versionGiven() || options.token() != null,
                    () -> reader.list(cache, type, path, options, form)
                            .ifPresentOrElse(
                                    list -> responder.send(request, cache, wanted.get(), list.version(), list.body()),
                                    () -> passedOn.passOn(request, "miss")));
        }
    }

    // Never by the API server: what is refused here would be asked there with Serai's own rights.
    private static void refuse(Request request, StatusException refusal) {
        Answers.refuse(request, refusal);
    }
}
