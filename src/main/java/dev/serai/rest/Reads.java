package dev.serai.rest;

import dev.serai.cache.CachedObject;
import dev.serai.cache.ResourceCache;
import dev.serai.cache.ResourceCaches;
import dev.serai.cache.ResourceType;
import dev.serai.cluster.StatusException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a read goes: to the cache where it can answer, else to the API server, which then also words what is wrong with
 * it. Reads are answered on the event loop: one that waits for a version holds no thread.
 */
final class Reads {

    // A way to ask for changes that is deprecated since Kubernetes 1.11, and works.
    private static final Pattern OLD_WATCH = Pattern.compile("(/api/[^/]+|/apis/[^/]+/[^/]+)/watch(/.+)");
    private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}");
    // The API server's own bound.
    private static final Duration WAIT = Duration.ofSeconds(3);
    // What has happened is told sooner. What is not told by then is of another resource, so that no event brings it.
    private static final Duration TOLD = Duration.ofSeconds(1);
    private static final long PAGES_MILLIS = 60_000;

    private final ResourceCaches caches;
    private final OwnWrites ownWrites;
    private final CacheConditions conditions;
    private final Forward forward;
    private final KeptAnswers keptAnswers;
    private final OpenStreams streams;
    private final Vertx vertx;
    private final Clock clock;
    private final Documents documents;
    private final CachedReads cachedReads;
    private final CachedAnswers answers;
    private final Map<ResourceCache, Watchers> watchers = new HashMap<>();

    Reads(
            ResourceCaches caches,
            OwnWrites ownWrites,
            CacheConditions conditions,
            Forward forward,
            KeptAnswers keptAnswers,
            OpenStreams streams,
            Vertx vertx,
            Clock clock) {
        this.caches = caches;
        this.ownWrites = ownWrites;
        this.conditions = conditions;
        this.forward = forward;
        this.keptAnswers = keptAnswers;
        this.streams = streams;
        this.vertx = vertx;
        this.clock = clock;
        this.documents = new Documents(clock);
        var pages = new Pages(clock);
        vertx.setPeriodic(PAGES_MILLIS, now -> pages.expire());
        this.cachedReads = new CachedReads(documents, pages);
        this.answers = new CachedAnswers(vertx);
    }

    /** Whether a GET of this path is a read of the API. */
    static boolean isMeant(String path) {
        String below = path.substring(slashes(path) - 1);
        return below.startsWith("/api/") || below.startsWith("/apis/") || KeptAnswers.isMeant(below);
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
    void answer(Request request) {
        try {
            route(request);
        } catch (StatusException refusal) {
            refuse(request, refusal);
        }
    }

    /** A write that may change what is discovered has been answered. */
    void definitionsChanged() {
        keptAnswers.definitionsChanged();
    }

    private void route(Request request) {
        request.checkIdentity();
        if (KeptAnswers.isMeant(request.rawPath())) {
            keptAnswers.answer(request, isToBeAskedAnew(request));
            return;
        }
        Optional<RequestPath> named = pathOf(request);
        if (named.isEmpty() || !request.isReadable()) {
            passOn(request, "bypass");
            return;
        }
        RequestPath path = named.get();
        Optional<ResourceCache> cache =
                caches.of(path.resource()).filter(found -> path.subresource() == null && !found.isUnknown());
        if (cache.isEmpty()) {
            passOn(request, "bypass");
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
        if (isToBeAskedAnew(request)) {
            forward.stream(request, "request");
        } else if (!fits) {
            passOn(request, "bypass");
        } else if (path.name() != null) {
            get(request, path, cache.get(), type);
        } else {
            list(request, path, cache.get(), type);
        }
    }

    // Of what is cached the same is told, whichever way it comes.
    private void passOn(Request request, String reason) {
        cachedKind(request)
                .filter(kind -> !isToBeAskedAnew(request))
                .ifPresentOrElse(
                        kind -> forward.streamStripped(request, reason, kind), () -> forward.stream(request, reason));
    }

    // What is read of a cached resource; empty where another one is read.
    private Optional<Representation.Kind> cachedKind(Request request) {
        Matcher old = OLD_WATCH.matcher(request.rawPath());
        boolean oldWatch = old.matches();
        return parsed(oldWatch ? old.group(1) + old.group(2) : request.rawPath())
                .filter(path -> path.subresource() == null || path.subresource().equals("status"))
                .filter(path -> caches.of(path.resource()).isPresent())
                .map(path -> {
                    if (oldWatch || path.name() == null && ReadOptions.isWatch(request)) {
                        return Representation.Kind.WATCH;
                    }
                    return path.name() == null ? Representation.Kind.LIST : Representation.Kind.OBJECT;
                });
    }

    private static Optional<RequestPath> parsed(String path) {
        try {
            // A namespace without a name is to the API server all of them.
            return Optional.of(RequestPath.parse(path.replace("/namespaces//", "/")));
        } catch (StatusException refusal) {
            return Optional.empty();
        }
    }

    private static boolean isToBeAskedAnew(Request request) {
        String control = request.header("Cache-Control");
        return control != null && Arrays.asList(control.split("[\\s,]+")).contains("no-cache");
    }

    // What is wrong with a path that can be read in one way only, the API server knows to say best.
    private static Optional<RequestPath> pathOf(Request request) {
        request.target();
        try {
            return Optional.of(request.path());
        } catch (StatusException refusal) {
            return Optional.empty();
        }
    }

    private void get(Request request, RequestPath path, ResourceCache cache, ResourceType type) {
        Optional<Representation> wanted = representation(request, cache, type, Representation.Kind.OBJECT);
        String version = request.parameter("resourceVersion");
        boolean any = version == null || version.isEmpty();
        if (wanted.isEmpty()
                || ReadOptions.isExport(request)
                || !ReadOptions.isTimeoutUnderstood(request)
                || !(any || VERSION.matcher(version).matches())) {
            passOn(request, "miss");
            return;
        }
        whenReached(request, cache, any ? 0 : Long.parseLong(version), !any, () -> {
            CachedObject object = cachedReads.get(cache, path);
            answers.send(
                    request,
                    cache,
                    wanted.get(),
                    object.resourceVersion() + '-' + Integer.toHexString(object.checksum()),
                    () -> Body.of(documents.object(type, object, wanted.get().form())));
        });
    }

    // What only the API server can make it is asked for, as long as it can be asked.
    private static Optional<Representation> representation(
            Request request, ResourceCache cache, ResourceType type, Representation.Kind kind) {
        return Representation.of(request, type, kind).filter(wanted -> !wanted.isSecond() || !cache.isConnected());
    }

    private void list(Request request, RequestPath path, ResourceCache cache, ResourceType type) {
        Optional<ReadOptions> parsed = ReadOptions.parse(request, type);
        Optional<Representation> wanted = parsed.flatMap(options -> representation(
                request, cache, type, options.watch() ? Representation.Kind.WATCH : Representation.Kind.LIST));
        if (wanted.isEmpty()) {
            passOn(request, "miss");
            return;
        }
        ReadOptions options = parsed.get();
        Form form = wanted.get().form();
        if (options.watch() && options.initialEvents() && options.version() > cache.version()) {
            await(
                    request,
                    cache,
                    options.version(),
                    WAIT,
                    () -> watch(request, path, cache, type, options, form),
                    () -> passOn(request, "stale"));
        } else if (options.watch()) {
            watch(request, path, cache, type, options, form);
        } else {
            whenReached(
                    request,
                    cache,
                    options.version(),
                    options.versionGiven() || options.token() != null,
                    () -> cachedReads
                            .list(cache, type, path, options, form)
                            .ifPresentOrElse(
                                    list -> answers.send(request, cache, wanted.get(), list.version(), list.body()),
                                    () -> passOn(request, "miss")));
        }
    }

    private void watch(
            Request request, RequestPath path, ResourceCache cache, ResourceType type, ReadOptions options, Form form) {
        Watchers all = watchers.computeIfAbsent(
                cache, added -> new Watchers(added, vertx, new WatchLines(documents, new PodTable(clock), clock)));
        if (WebSockets.areWanted(request)) {
            watchOverSocket(request, all, type, path, options, form);
            return;
        }
        Runnable ended = streams.open();
        HttpServerResponse response = request.http().response();
        Freshness.tell(cache, response);
        response.putHeader("Content-Type", form.contentType());
        if (request.isHead()) {
            ended.run();
            response.end();
            return;
        }
        // At once: clients wait for the head before they do anything else.
        Answers.begin(response);
        all.add(WatchConnection.of(response), type, path, options, form, ended);
    }

    private void watchOverSocket(
            Request request, Watchers all, ResourceType type, RequestPath path, ReadOptions options, Form form) {
        Runnable ended = streams.open();
        try {
            WebSockets.open(request)
                    .onFailure(refused -> Answers.giveUp(request.http().response(), ended))
                    .onSuccess(socket -> {
                        if (socket.isClosed()) {
                            ended.run();
                        } else {
                            all.add(WatchConnection.of(socket), type, path, options, form, ended);
                        }
                    });
        } catch (StatusException refusal) {
            ended.run();
            throw refusal;
        }
    }

    // A version that is asked for must have been reached; without one, own writes must be there.
    private void whenReached(Request request, ResourceCache cache, long version, boolean given, Runnable then) {
        if (given) {
            await(request, cache, version, TOLD, then, () -> ask(request, cache, version, then));
        } else {
            withOwnWrites(request, cache, then);
        }
    }

    // How far a quiet resource is a cache hears once a minute. The API server finds it out for whoever asks.
    private void ask(Request request, ResourceCache cache, long version, Runnable then) {
        long asked = System.nanoTime();
        Runnable late = () -> refuse(request, StatusException.tooLargeVersion(version, cache.version()));
        Runnable unanswered = () ->
                await(request, cache, version, WAIT.minus(TOLD).minusNanos(System.nanoTime() - asked), then, late);
        // Its own tokens only the cache understands.
        if (request.parameter("continue") != null || !cache.isConnected()) {
            unanswered.run();
            return;
        }
        askInstead(request, WAIT.minus(TOLD), unanswered);
    }

    private void await(
            Request request, ResourceCache cache, long version, Duration atMost, Runnable then, Runnable late) {
        BooleanSupplier reached = () -> cache.version() >= version;
        if (reached.getAsBoolean()) {
            then.run();
            return;
        }
        Context eventLoop = Vertx.currentContext();
        conditions.await(
                cache,
                reached,
                atMost,
                inTime -> eventLoop.runOnContext(now -> afterWait(request, inTime ? then : late)));
    }

    // Who reads does not wait for who writes: what the cache is yet to show is read from the API server, as far as that
    // can be had.
    private void withOwnWrites(Request request, ResourceCache cache, Runnable then) {
        if (ownWrites.areSeen(cache)) {
            then.run();
            return;
        }
        Runnable stale = () -> {
            request.http().response().putHeader("Warning", Freshness.STALE);
            then.run();
        };
        askInstead(request, WAIT, stale);
    }

    // If the API server may not be asked, or does not answer in time, {@code otherwise} answers.
    private void askInstead(Request request, Duration atMost, Runnable otherwise) {
        try {
            Representation.Kind kind = cachedKind(request).orElseThrow();
            forward.streamStripped(request, "stale", kind, atMost, () -> afterWait(request, otherwise));
        } catch (StatusException throttled) {
            otherwise.run();
        }
    }

    // After a wait no router is there to catch what goes wrong, and the caller would wait for ever.
    private void afterWait(Request request, Runnable then) {
        if (request.http().response().closed()) {
            return;
        }
        try {
            then.run();
        } catch (StatusException refusal) {
            refuse(request, refusal);
        } catch (RuntimeException failure) {
            Answers.fail(request.http().response(), failure);
        }
    }

    // Never by the API server: what is refused here would be asked there with Serai's own rights.
    private static void refuse(Request request, StatusException refusal) {
        Answers.refuse(request, refusal);
    }
}
