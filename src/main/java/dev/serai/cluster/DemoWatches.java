package dev.serai.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.http.Response;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What changed, and who watches.
 * The watches of the mock server know no versions: they begin with every object there is, and what was deleted
 * between a list and its watch is lost. These resume from a version, as informers expect.
 */
final class DemoWatches implements AutoCloseable {
    private static final int HISTORY = 1_000;

    /** One change of one object: no {@code before} is a creation, no {@code after} a deletion. */
    record Change(long version, DemoStore.Stored before, DemoStore.Stored after) {
        Optional<String> seenBy(AttributeSet query) {
            boolean was = before != null && before.attributes().matches(query);
            boolean is = after != null && after.attributes().matches(query);
            if (is) {
                return Optional.of(frame(was ? "MODIFIED" : "ADDED", after.json()));
            }
            return was ? Optional.of(frame("DELETED", at(version, before.object()))) : Optional.empty();
        }
    }

    private final Deque<Change> history = new ArrayDeque<>();
    private final Set<Watch> open = new LinkedHashSet<>();
    // Writing to a web socket waits for the thread that may be waiting for the lock of the writer.
    private final ExecutorService sender = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "demo-watch");
        thread.setDaemon(true);
        return thread;
    });
    private long forgotten;

    DemoWatches(long version) {
        forgotten = version;
    }

    synchronized void publish(Change change) {
        history.addLast(change);
        if (history.size() > HISTORY) {
            forgotten = history.removeFirst().version();
        }
        open.forEach(watch -> change.seenBy(watch.query).ifPresent(watch::send));
    }

    /** What a watch that has seen everything up to {@code version} has missed. */
    synchronized List<String> since(long version, AttributeSet query) {
        if (version < forgotten) {
            throw DemoRefusal.expired(version, forgotten);
        }
        return history.stream()
                .filter(change -> change.version() > version)
                .flatMap(change -> change.seenBy(query).stream())
                .toList();
    }

    /** Tells every watch how far it is, so that a quiet one does not fall behind the history. */
    synchronized void bookmark(long version) {
        open.forEach(watch -> watch.send(bookmark(watch.resource, version, false)));
    }

    WebSocketListener watch(DemoResource resource, AttributeSet query, List<String> first, long version) {
        return new Watch(resource, query, first, version);
    }

    static String frame(String type, String object) {
        return "{\"type\":\"" + type + "\",\"object\":" + object + "}\n";
    }

    static String bookmark(DemoResource resource, long version, boolean endOfInitialEvents) {
        return frame(
                "BOOKMARK",
                "{\"kind\":\"%s\",\"apiVersion\":\"%s\",\"metadata\":{\"resourceVersion\":\"%d\"%s}}"
                        .formatted(
                                resource.kind(),
                                resource.apiVersion(),
                                version,
                                endOfInitialEvents ? ",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}" : ""));
    }

    private static String at(long version, ObjectNode object) {
        object.withObject("/metadata").put("resourceVersion", Long.toString(version));
        return object.toString();
    }

    @Override
    public synchronized void close() {
        open.forEach(watch -> watch.socket.close(1001, "the demo cluster ends"));
        open.clear();
        sender.shutdownNow();
    }

    private final class Watch extends WebSocketListener {
        private final DemoResource resource;
        private final AttributeSet query;
        private final List<String> first;
        private final long version;
        private WebSocket socket;

        Watch(DemoResource resource, AttributeSet query, List<String> first, long version) {
            this.resource = resource;
            this.query = query;
            this.first = first;
            this.version = version;
        }

        @Override
        public void onOpen(WebSocket webSocket, Response response) {
            synchronized (DemoWatches.this) {
                socket = webSocket;
                List<String> frames = new ArrayList<>(first);
                frames.addAll(since(version, query));
                frames.forEach(this::send);
                open.add(this);
            }
        }

        @Override
        public void onClosing(WebSocket webSocket, int code, String reason) {
            forget();
            webSocket.close(code, reason);
        }

        @Override
        public void onClosed(WebSocket webSocket, int code, String reason) {
            forget();
        }

        @Override
        public void onFailure(WebSocket webSocket, Throwable error, Response response) {
            forget();
        }

        private void forget() {
            synchronized (DemoWatches.this) {
                open.remove(this);
            }
        }

        private void send(String frame) {
            sender.execute(() -> socket.send(frame));
        }
    }
}
