package dev.serai.rest.watch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.http.OpenWatch;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.locks.LockSupport;

/**
 * A client as the reflector of Kubernetes' own Go client is: it lists, watches from there, watches again when a watch
 * ends, and lists again when it is told that its version is too old. It asks for watches of a few seconds, so that a
 * watch that neither brings anything nor ends is noticed, and complains of all that such a client could not mend.
 */
final class Follower implements AutoCloseable {

    private static final int WATCH_SECONDS = 5;
    // The time of a watch, of waiting for an answer, and some more on a busy machine.
    private static final Duration SILENCE_AT_MOST = Duration.ofSeconds(40);

    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final String resource;
    private final String selector;
    private final boolean streamingList;
    private final Set<Integer> temporary = new CopyOnWriteArraySet<>(List.of(429, 500, 502, 503, 504));
    // What is known: name to uid and version. Replaced, never changed.
    private volatile Map<String, String> known = Map.of();
    private volatile String version = "";
    private volatile Instant progress = Instant.now();
    private volatile boolean closed;
    private OpenWatch open;

    private Follower(String resource, String selector, boolean streamingList) {
        this.resource = resource;
        this.selector = selector;
        this.streamingList = streamingList;
    }

    /** Follows a resource from now on; the selector is a query parameter or empty. */
    static Follower of(String url, String selector, boolean streamingList) {
        return new Follower(url, selector, streamingList).start();
    }

    /** Bears a 404, as the resource is about to go: the Go client lists again and again until there is one. */
    Follower patient() {
        temporary.add(404);
        return this;
    }

    /** What another knows and where it stands: a client that was away and comes back. */
    Follower comingBack() {
        Follower other = new Follower(resource, selector, streamingList);
        other.known = known;
        other.version = version;
        return other;
    }

    Follower start() {
        Thread thread = new Thread(this::follow, "follower");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    Map<String, String> known() {
        return known;
    }

    /** What no client would recover from; empty if all is well. */
    List<String> complaints() {
        Duration silence = Duration.between(progress, Instant.now());
        if (silence.compareTo(SILENCE_AT_MOST) > 0) {
            complaints.add("nothing for " + silence);
        }
        return complaints;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public String toString() {
        return resource + "?" + selector + (streamingList ? " (streaming list)" : "");
    }

    private void follow() {
        while (!closed) {
            try {
                boolean again = version.isEmpty() ? begin() : watch(false);
                progress = Instant.now();
                if (!again) {
                    pause();
                }
            } catch (HttpTimeoutException e) {
                complaints.add("no answer: " + e);
            } catch (IOException e) {
                // Refused, reset, broken off: every client tries again.
                pause();
            } catch (RuntimeException e) {
                if (!closed) {
                    complaints.add(e.toString());
                }
                pause();
            }
        }
    }

    private boolean begin() throws IOException {
        return streamingList ? watch(true) : list();
    }

    private boolean list() throws IOException {
        try (OpenWatch answer = open("?" + selector)) {
            if (answer.status() != 200) {
                return refused("list", answer);
            }
            JsonNode list = Json.parse(answer.body());
            Map<String, String> listed = new TreeMap<>();
            list.path("items").forEach(object -> put(listed, object));
            known = listed;
            version = list.at("/metadata/resourceVersion").asText();
            return true;
        }
    }

    private boolean watch(boolean initial) throws IOException {
        String query = "?watch=true&allowWatchBookmarks=true&timeoutSeconds=" + WATCH_SECONDS + "&" + selector
                + (initial
                        ? "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
                        : "&resourceVersion=" + version);
        try (OpenWatch answer = open(query)) {
            if (answer.status() != 200) {
                return refused("watch", answer);
            }
            return read(answer, initial);
        }
    }

    private boolean read(OpenWatch stream, boolean initial) throws IOException {
        Map<String, String> now = initial ? new TreeMap<>() : new TreeMap<>(known);
        boolean complete = !initial;
        for (JsonNode event = stream.next(); event != null; event = stream.next()) {
            progress = Instant.now();
            JsonNode object = event.path("object");
            String type = event.path("type").asText();
            switch (type) {
                case "ADDED", "MODIFIED" -> put(now, object);
                case "DELETED" -> now.remove(name(object));
                case "BOOKMARK" ->
                    complete |= object.at("/metadata/annotations/k8s.io~1initial-events-end")
                            .asText()
                            .equals("true");
                case "ERROR" -> {
                    return told(object);
                }
                default -> complaints.add("an event of type " + type);
            }
            if (complete) {
                known = new TreeMap<>(now);
                version = object.at("/metadata/resourceVersion").asText();
            } else if (!type.equals("ADDED")) {
                complaints.add(type + " before the end of the initial events");
            }
        }
        if (!complete) {
            complaints.add("a streaming list that ends without its bookmark");
        }
        return complete;
    }

    private boolean told(JsonNode status) {
        int code = status.path("code").asInt();
        if (code == 410) {
            version = "";
            return true;
        }
        if (!temporary.contains(code)) {
            complaints.add("an error that is not temporary: " + status);
        }
        return false;
    }

    private boolean refused(String verb, OpenWatch answer) throws IOException {
        if (answer.status() == 410) {
            version = "";
            return true;
        }
        // After a watch that is refused the Go client lists.
        if (answer.status() == 404) {
            version = "";
        }
        String body = answer.body();
        if (!temporary.contains(answer.status())) {
            complaints.add(verb + " is answered " + answer.status() + " " + body);
        }
        return false;
    }

    private void put(Map<String, String> into, JsonNode object) {
        String before = known.get(name(object));
        String uid = object.at("/metadata/uid").asText();
        long at = object.at("/metadata/resourceVersion").asLong();
        if (before != null && before.startsWith(uid) && Long.parseLong(before.substring(uid.length() + 1)) > at) {
            complaints.add("back in time: " + before + " was known, told is " + at);
        }
        into.put(name(object), uid + "@" + at);
    }

    // Names are unique in a namespace only.
    private static String name(JsonNode object) {
        return object.at("/metadata/namespace").asText()
                + "/"
                + object.at("/metadata/name").asText();
    }

    private OpenWatch open(String query) throws IOException {
        OpenWatch stream = OpenWatch.open(resource + query);
        synchronized (this) {
            open = stream;
            if (closed) {
                stream.close();
            }
        }
        return stream;
    }

    // As the Go client's backoff, at its beginning.
    private static void pause() {
        LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
    }
}
