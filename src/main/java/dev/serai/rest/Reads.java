package dev.serai.rest;

import dev.serai.cache.CachedObject;
import dev.serai.cache.ResourceCache;
import dev.serai.cache.ResourceCaches;
import dev.serai.cache.ResourceType;
import dev.serai.cluster.StatusException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Where a read goes: to the cache where it can answer, else to the API server, which then also words what is wrong with
 * it. Reads are answered on the event loop: one that waits for a version holds no thread.
 */
final class Reads {

    private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}");
    // The API server's own bounds.
    private static final long WAIT_MILLIS = 3_000;
    private static final int GZIP_FROM_BYTES = 128 * 1024;
    private static final long LOOK_MILLIS = 5;

    private final ResourceCaches caches;
    private final OwnWrites ownWrites;
    private final Forward forward;
    private final KeptAnswers keptAnswers;
    private final Vertx vertx;
    private final Clock clock;
    private final Documents documents;
    private final CachedReads cachedReads;
    private final Map<ResourceCache, Watchers> watchers = new HashMap<>();

    Reads(
            ResourceCaches caches,
            OwnWrites ownWrites,
            Forward forward,
            KeptAnswers keptAnswers,
            Vertx vertx,
            Clock clock) {
        this.caches = caches;
        this.ownWrites = ownWrites;
        this.forward = forward;
        this.keptAnswers = keptAnswers;
        this.vertx = vertx;
        this.clock = clock;
        this.documents = new Documents(clock);
        this.cachedReads = new CachedReads(documents);
    }

    /** Whether a GET of this path is a read of the API. */
    static boolean isMeant(String path) {
        return path.startsWith("/api/") || path.startsWith("/apis/") || KeptAnswers.isMeant(path);
    }

    /** Answers a GET. */
    void answer(Request request) {
        try {
            route(request);
        } catch (StatusException refusal) {
            refuse(request, refusal);
        }
    }

    private void route(Request request) {
        request.checkIdentity();
        if (KeptAnswers.isMeant(request.rawPath())) {
            keptAnswers.answer(request);
            return;
        }
        Optional<RequestPath> named = pathOf(request);
        if (named.isEmpty() || !request.isReadable()) {
            forward.stream(request, "bypass");
            return;
        }
        RequestPath path = named.get();
        Optional<ResourceCache> cache =
                caches.of(path.resource()).filter(found -> path.subresource() == null && !found.isUnknown());
        if (cache.isEmpty()) {
            forward.stream(request, "bypass");
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
        if (!fits) {
            forward.stream(request, "bypass");
        } else if ("no-cache".equals(request.header("Cache-Control"))) {
            forward.stream(request, "request");
        } else if (path.name() != null) {
            get(request, path, cache.get(), type);
        } else {
            list(request, path, cache.get(), type);
        }
    }

    // What is wrong with a path, the API server knows to say best. But a slash that is hidden from Serai it would read
    // as a slash, and answer for something else than was asked here.
    private static Optional<RequestPath> pathOf(Request request) {
        try {
            return Optional.of(request.path());
        } catch (StatusException refusal) {
            if (request.rawPath().toLowerCase(Locale.ROOT).contains("%2f")) {
                throw refusal;
            }
            return Optional.empty();
        }
    }

    private void get(Request request, RequestPath path, ResourceCache cache, ResourceType type) {
        Optional<Form> form =
                Form.of(request, type).filter(wanted -> wanted != Form.EVENTS && wanted != Form.METADATA_LIST);
        String version = request.parameter("resourceVersion");
        boolean any = version == null || version.isEmpty();
        if (form.isEmpty()
                || request.parameter("export") != null
                || !ReadOptions.isTimeoutUnderstood(request)
                || !(any || VERSION.matcher(version).matches())) {
            forward.stream(request, "miss");
            return;
        }
        whenReached(request, cache, any ? 0 : Long.parseLong(version), !any, () -> {
            CachedObject object = cachedReads.get(cache, path);
            send(request, cache, form.get(), object.resourceVersion(), documents.object(type, object, form.get()));
        });
    }

    private void list(Request request, RequestPath path, ResourceCache cache, ResourceType type) {
        Optional<ReadOptions> parsed = ReadOptions.parse(request, type);
        Optional<Form> form = parsed.flatMap(options -> Form.of(request, type)
                .filter(wanted -> options.watch()
                        ? wanted != Form.METADATA_LIST && wanted != Form.YAML
                        : wanted != Form.METADATA && wanted != Form.EVENTS));
        boolean early = parsed.isPresent()
                && parsed.get().watch()
                && parsed.get().initialEvents()
                && parsed.get().version() > cache.version();
        if (form.isEmpty() || early) {
            forward.stream(request, "miss");
            return;
        }
        ReadOptions options = parsed.get();
        if (options.watch()) {
            watch(request, path, cache, type, options, form.get());
            return;
        }
        whenReached(request, cache, options.version(), options.versionGiven() || options.token() != null, () -> {
            long version = options.token() == null
                    ? cache.snapshot().version()
                    : options.token().version();
            cachedReads
                    .list(cache, type, path, options, form.get())
                    .ifPresentOrElse(
                            list -> sendList(request, cache, form.get(), Long.toString(version), list),
                            () -> forward.stream(request, "miss"));
        });
    }

    private void watch(
            Request request, RequestPath path, ResourceCache cache, ResourceType type, ReadOptions options, Form form) {
        Watchers all = watchers.computeIfAbsent(
                cache, added -> new Watchers(added, vertx, new WatchLines(documents, new PodTable(clock), clock)));
        if ("websocket".equalsIgnoreCase(request.header("Upgrade"))) {
            request.http()
                    .toWebSocket()
                    .onSuccess(socket -> all.add(WatchConnection.of(socket), type, path, options, form));
            return;
        }
        HttpServerResponse response = request.http().response();
        Freshness.tell(cache, response);
        response.setChunked(true).putHeader("Content-Type", form.contentType());
        // At once: clients wait for the head before they do anything else.
        response.writeHead();
        all.add(WatchConnection.of(response), type, path, options, form);
    }

    // A version that is asked for must have been reached; without one, own writes must be there.
    private void whenReached(Request request, ResourceCache cache, long version, boolean given, Runnable then) {
        HttpServerResponse response = request.http().response();
        BooleanSupplier reached = given ? () -> cache.version() >= version : () -> ownWrites.areSeen(cache);
        Runnable late = given
                ? () -> refuse(request, StatusException.tooLargeVersion(version, cache.version()))
                : () -> forward.stream(request, "stale");
        await(request, reached, System.nanoTime() + WAIT_MILLIS * 1_000_000, then, late);
    }

    private void await(Request request, BooleanSupplier reached, long deadline, Runnable then, Runnable late) {
        if (request.http().response().closed()) {
            return;
        }
        boolean now = reached.getAsBoolean();
        if (!now && System.nanoTime() < deadline) {
            vertx.setTimer(LOOK_MILLIS, timer -> await(request, reached, deadline, then, late));
            return;
        }
        try {
            (now ? then : late).run();
        } catch (StatusException refusal) {
            refuse(request, refusal);
        }
    }

    // What is wrong is told in the form that was asked for; as YAML the API server tells it.
    private void refuse(Request request, StatusException refusal) {
        String accept = request.header("Accept");
        if (accept == null || !accept.contains("yaml")) {
            Answers.send(request.http().response(), refusal);
            return;
        }
        try {
            forward.stream(request, "miss");
        } catch (StatusException throttled) {
            Answers.send(request.http().response(), throttled);
        }
    }

    private void sendList(Request request, ResourceCache cache, Form form, String version, Supplier<Buffer> list) {
        if (!form.isTable()) {
            send(request, cache, form, version, list.get());
            return;
        }
        HttpServerResponse response = request.http().response();
        // Each row is an object read anew: too long for the event loop.
        vertx.executeBlocking(list::get, false)
                .onSuccess(body -> {
                    if (!response.closed()) {
                        send(request, cache, form, version, body);
                    }
                })
                .onFailure(failure -> Answers.send(response, StatusException.internalError()));
    }

    private void send(Request request, ResourceCache cache, Form form, String version, Buffer body) {
        HttpServerResponse response = request.http().response();
        Freshness.tell(cache, response);
        response.putHeader("Vary", "Accept, Accept-Encoding");
        // A table tells ages: it changes although no version does.
        if (!form.isTable()) {
            String tag = "\"%s-%s\"".formatted(version, form.name().toLowerCase(Locale.ROOT));
            response.putHeader("ETag", tag);
            if (tag.equals(request.header("If-None-Match"))) {
                response.setStatusCode(304).end();
                return;
            }
        }
        response.putHeader("Content-Type", form.contentType());
        String encodings = request.header("Accept-Encoding");
        if (encodings == null || !encodings.contains("gzip") || body.length() < GZIP_FROM_BYTES) {
            response.end(body);
            return;
        }
        // Megabytes take too long for the event loop.
        vertx.executeBlocking(() -> Gzip.of(body), false).onSuccess(zipped -> {
            if (!response.closed()) {
                response.putHeader("Content-Encoding", "gzip").end(zipped);
            }
        });
    }
}
