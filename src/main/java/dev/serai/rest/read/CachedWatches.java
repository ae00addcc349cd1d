package dev.serai.rest.read;

import dev.serai.cache.ResourceCache;
import dev.serai.kube.ResourcePath;
import dev.serai.kube.ResourceType;
import dev.serai.kube.StatusException;
import dev.serai.limit.CallerQuota;
import dev.serai.rest.exchange.AnswerBody;
import dev.serai.rest.exchange.ReadAnswer;
import dev.serai.rest.render.ObjectWriter;
import dev.serai.rest.render.PodTable;
import dev.serai.rest.watch.WatchConnection;
import dev.serai.rest.watch.WatchEventEncoder;
import dev.serai.rest.watch.WatchHub;
import dev.serai.rest.watch.WebSockets;
import dev.serai.rest.wire.Answers;
import dev.serai.rest.wire.Format;
import dev.serai.rest.wire.Freshness;
import dev.serai.rest.wire.ListOptions;
import dev.serai.rest.wire.Request;
import dev.serai.security.CallerAccess;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Watches that are fed from the caches. Only the event loop may use it. */
final class CachedWatches {

    private static final int OK = 200;
    private static final int SWITCHING = 101;

    private final CallerQuota streams;
    private final Vertx vertx;
    private final Clock clock;
    private final ObjectWriter writer;
    private final Map<ResourceCache, WatchHub> watchers = new ConcurrentHashMap<>();

    CachedWatches(CallerQuota streams, Vertx vertx, Clock clock, ObjectWriter writer) {
        this.streams = streams;
        this.vertx = vertx;
        this.clock = clock;
        this.writer = writer;
    }

    /**
     * The answer of a watch. It streams.
     *
     * @throws StatusException 429 if there are too many streams, 400 if the handshake of a web socket is malformed
     */
    ReadAnswer watch(
            Request request,
            ResourcePath path,
            ResourceCache cache,
            ResourceType type,
            ListOptions options,
            Format form) {
        WatchHub hub = watchers.computeIfAbsent(
                cache, added -> new WatchHub(added, vertx, new WatchEventEncoder(writer, new PodTable(clock), clock)));
        CallerAccess access = CallerAccess.of(request.http());
        if (WebSockets.areWanted(request)) {
            WebSockets.check(request);
            Runnable ended = streams.take(request.caller(), 1);
            return new ReadAnswer(SWITCHING, Map.of(), new Watch(ended) {
                @Override
                public void sendTo(HttpServerResponse response) {
                    WebSockets.open(request)
                            .onFailure(refused -> Answers.giveUp(response, ended))
                            .onSuccess(socket -> {
                                if (socket.isClosed()) {
                                    ended.run();
                                } else {
                                    hub.add(WatchConnection.of(socket), type, path, options, form, ended, access);
                                }
                            });
                }
            });
        }
        Runnable ended = streams.take(request.caller(), 1);
        Map<String, Object> headers = Freshness.of(cache);
        headers.put("Content-Type", form.contentType());
        return new ReadAnswer(OK, headers, new Watch(ended) {
            @Override
            public void sendTo(HttpServerResponse response) {
                // The head goes at once: clients wait for it before they do anything else.
                Answers.begin(response);
                hub.add(WatchConnection.of(response), type, path, options, form, ended, access);
            }
        });
    }

    /** How many watch a resource now. Any thread may ask. */
    int watchers(ResourceCache cache) {
        WatchHub hub = watchers.get(cache);
        return hub == null ? 0 : hub.watchers();
    }

    /** Counts as a stream until it ends or is cancelled. */
    private abstract static class Watch implements AnswerBody {
        private final Runnable ended;

        Watch(Runnable ended) {
            this.ended = ended;
        }

        @Override
        public void cancel() {
            ended.run();
        }
    }
}
