package dev.serai.rest.read;

import dev.serai.cache.ResourceCache;
import dev.serai.kube.ResourcePath;
import dev.serai.kube.ResourceType;
import dev.serai.kube.StatusException;
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
import dev.serai.rest.wire.StreamLimit;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Watches that are told from the caches. Touched by the event loop only. */
final class CachedWatches {

    private final StreamLimit streams;
    private final Vertx vertx;
    private final Clock clock;
    private final ObjectWriter writer;
    private final Map<ResourceCache, WatchHub> watchers = new HashMap<>();

    CachedWatches(StreamLimit streams, Vertx vertx, Clock clock, ObjectWriter writer) {
        this.streams = streams;
        this.vertx = vertx;
        this.clock = clock;
        this.writer = writer;
    }

    /** Begins to stream; what is wrong with the handshake of a web socket is thrown as a {@link StatusException}. */
    void watch(
            Request request,
            ResourcePath path,
            ResourceCache cache,
            ResourceType type,
            ListOptions options,
            Format form) {
        WatchHub hub = watchers.computeIfAbsent(
                cache, added -> new WatchHub(added, vertx, new WatchEventEncoder(writer, new PodTable(clock), clock)));
        if (WebSockets.areWanted(request)) {
            watchOverSocket(request, hub, type, path, options, form);
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
        hub.add(WatchConnection.of(response), type, path, options, form, ended);
    }

    private void watchOverSocket(
            Request request, WatchHub hub, ResourceType type, ResourcePath path, ListOptions options, Format form) {
        Runnable ended = streams.open();
        try {
            WebSockets.open(request)
                    .onFailure(refused -> Answers.giveUp(request.http().response(), ended))
                    .onSuccess(socket -> {
                        if (socket.isClosed()) {
                            ended.run();
                        } else {
                            hub.add(WatchConnection.of(socket), type, path, options, form, ended);
                        }
                    });
        } catch (StatusException refusal) {
            ended.run();
            throw refusal;
        }
    }
}
