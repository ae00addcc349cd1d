package dev.serai.rest.read;

import dev.serai.cache.CacheConditions;
import dev.serai.cache.ResourceCache;
import dev.serai.cache.ResourceCaches;
import dev.serai.cache.object.CachedObject;
import dev.serai.kube.ResourcePath;
import dev.serai.kube.ResourceType;
import dev.serai.kube.StatusException;
import dev.serai.limit.CallerQuota;
import dev.serai.rest.consistency.WriteTracker;
import dev.serai.rest.discovery.DiscoveryCache;
import dev.serai.rest.exchange.Read;
import dev.serai.rest.render.ObjectWriter;
import dev.serai.rest.wire.Format;
import dev.serai.rest.wire.ListOptions;
import dev.serai.rest.wire.Representation;
import dev.serai.rest.wire.Request;
import dev.serai.rest.wire.StreamedBody;
import dev.serai.security.CallerAccess;
import dev.serai.security.NamespaceScope;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The steps of the route of reads: who answers, and the answers. The cache answers if it can. Otherwise the API server
 * answers, and also says what is wrong with a read. Everything runs on the event loop.
 */
public final class Reads {

    private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}");
    private static final long PAGES_MILLIS = 60_000;

    private final ResourceCaches caches;
    private final DiscoveryCache discovery;
    private final PassedOnReads passedOn;
    private final AwaitedReads awaited;
    private final ObjectWriter writer;
    private final CacheReader reader;
    private final CachedWatches watches;
    private final CacheResponder responder;
    private final CallerQuota streams;

    public Reads(
            ResourceCaches caches,
            WriteTracker tracker,
            CacheConditions conditions,
            Passthrough passthrough,
            DiscoveryCache discovery,
            CallerQuota streams,
            CallerQuota lists,
            Vertx vertx,
            Clock clock) {
        this.caches = caches;
        this.streams = streams;
        this.discovery = discovery;
        this.passedOn = new PassedOnReads(caches, passthrough);
        this.awaited = new AwaitedReads(tracker, conditions, passedOn);
        this.writer = new ObjectWriter(clock);
        var pages = new PageSnapshots(clock);
        vertx.setPeriodic(PAGES_MILLIS, now -> pages.expire());
        this.reader = new CacheReader(writer, pages);
        this.watches = new CachedWatches(streams, vertx, clock, writer);
        this.responder = new CacheResponder(vertx, lists);
    }

    /** Whether a GET of this path is a read of the API. */
    public static boolean isMeant(String path) {
        String below = path.substring(slashes(path) - 1);
        return below.startsWith("/api/") || below.startsWith("/apis/") || DiscoveryCache.isMeant(below);
    }

    // The API server knows no path that begins with two slashes.
    private static int slashes(String path) {
        int slashes = 1;
        while (slashes < path.length() && path.charAt(slashes) == '/') {
            slashes++;
        }
        return slashes;
    }

    /**
     * Decides who answers.
     *
     * @throws StatusException 400 if the caller asks to be somebody else, 503 if the cache is not filled yet
     */
    public void source(Read read) {
        Request request = read.request();
        request.checkIdentity();
        if (DiscoveryCache.isMeant(request.rawPath())) {
            read.leaveTo(Read.Source.DISCOVERY);
            return;
        }
        Optional<CachedPath> cached = CachedPath.of(request, caches);
        if (cached.isPresent() && PassedOnReads.isToBeAskedAnew(request)) {
            read.passOn("request");
        } else if (cached.filter(CachedPath::fits).isPresent()) {
            read.leaveTo(Read.Source.CACHE);
        } else {
            read.passOn("bypass");
        }
    }

    /** Answers with what discovery and OpenAPI say. */
    public void fromDiscovery(Read read) {
        discovery.answer(read, PassedOnReads.isToBeAskedAnew(read.request()));
    }

    /** Answers from the cache, or leaves the answer to the API server where the cache cannot. */
    public void fromCache(Read read) {
        CachedPath cached = CachedPath.of(read.request(), caches).orElseThrow(() -> StatusException.noSuchResource());
        if (cached.path().name() != null) {
            get(read, cached.path(), cached.cache(), cached.type());
        } else {
            list(read, cached.path(), cached.cache(), cached.type());
        }
    }

    /** Answers with what the API server says. */
    public void fromApiServer(Read read) {
        passedOn.passOn(read);
    }

    /** Call this when a write that may change discovery was answered. */
    public void definitionsChanged() {
        discovery.definitionsChanged();
    }

    /** Adds the metrics of watches. */
    public void addTo(MeterRegistry registry) {
        caches.all().forEach(cache -> Gauge.builder("serai.watches", watches, open -> open.watchers(cache))
                .description("Watches that are open and answered from the cache")
                .tag("resource", cache.resource().toString())
                .register(registry));
        Gauge.builder("serai.streams", streams, CallerQuota::held)
                .description("Watches, and answers that are being passed on, as serai.reads.streams counts them")
                .register(registry);
    }

    private void get(Read read, ResourcePath path, ResourceCache cache, ResourceType type) {
        Request request = read.request();
        Optional<Representation> wanted = representation(request, cache, type, Representation.Kind.OBJECT);
        String version = request.parameter("resourceVersion");
        boolean any = version == null || version.isEmpty();
        if (wanted.isEmpty()
                || ListOptions.isExport(request)
                || !ListOptions.isTimeoutUnderstood(request)
                || !(any || VERSION.matcher(version).matches())) {
            read.passOn("miss");
            return;
        }
        awaited.whenReached(read, cache, any ? 0 : Long.parseLong(version), !any, () -> {
            if (!reader.knows(cache, path)) {
                read.passOn("miss");
                return;
            }
            CachedObject object = reader.get(cache, path);
            read.answer(responder.answer(
                    request,
                    cache,
                    wanted.get(),
                    object.resourceVersion() + '-' + Integer.toHexString(object.checksum()),
                    () -> StreamedBody.of(
                            writer.object(type, object, wanted.get().form()))));
        });
    }

    // A form that only the API server can make is requested there, while it can be reached.
    private static Optional<Representation> representation(
            Request request, ResourceCache cache, ResourceType type, Representation.Kind kind) {
        // Who does not get all of a list gets it from the cache only.
        return Representation.of(request, type, kind)
                .filter(wanted ->
                        !wanted.isSecond() || !cache.isConnected() || CallerAccess.scopeOf(request.http()) != null);
    }

    private void list(Read read, ResourcePath path, ResourceCache cache, ResourceType type) {
        Request request = read.request();
        Optional<ListOptions> parsed = ListOptions.parse(request, type);
        Optional<Representation> wanted = parsed.flatMap(options -> representation(
                request, cache, type, options.watch() ? Representation.Kind.WATCH : Representation.Kind.LIST));
        if (wanted.isEmpty()) {
            read.passOn("miss");
            return;
        }
        NamespaceScope scope = CallerAccess.scopeOf(request.http());
        if (scope != null && !type.namespaced()) {
            throw scope.refusal();
        }
        ListOptions options = scope == null ? parsed.get() : parsed.get().within(scope);
        Format form = wanted.get().form();
        if (options.watch() && options.initialEvents() && options.version() > cache.version()) {
            awaited.await(
                    read,
                    cache,
                    options.version(),
                    AwaitedReads.WAIT,
                    () -> read.answer(watches.watch(request, path, cache, type, options, form)),
                    () -> read.passOn("stale"));
        } else if (options.watch()) {
            read.answer(watches.watch(request, path, cache, type, options, form));
        } else {
            awaited.whenReached(
                    read,
                    cache,
                    options.version(),
                    options.versionGiven() || options.token() != null,
                    () -> reader.list(cache, type, path, options, form)
                            .ifPresentOrElse(
                                    list -> read.answer(responder.answer(
                                            request,
                                            cache,
                                            wanted.get(),
                                            scope == null ? list.version() : list.version() + '-' + scope.tag(),
                                            list.body())),
                                    () -> read.passOn("miss")));
        }
    }
}
