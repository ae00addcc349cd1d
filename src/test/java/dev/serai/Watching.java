package dev.serai;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** One watch that is read at once and never begun again. */
public final class Watching implements AutoCloseable {

    public record Event(String type, JsonNode object, long nanoTime) {
        public String name() {
            return object.at("/metadata/name").asText();
        }
    }

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final WatchStream stream;
    private volatile String end;

    private Watching(WatchStream stream) {
        this.stream = stream;
        Thread reader = new Thread(this::read, "watching");
        reader.setDaemon(true);
        reader.start();
    }

    public static Watching at(String url) throws IOException {
        WatchStream stream = WatchStream.open(url);
        if (stream.status() != 200) {
            throw new IOException(url + " is answered " + stream.status() + " " + stream.body());
        }
        return new Watching(stream);
    }

    public List<Event> events() {
        return events;
    }

    /** How it ended: {@code in order} or by which exception; null while it has not. */
    public String end() {
        return end;
    }

    @Override
    public void close() {
        stream.close();
    }

    private void read() {
        try {
            for (JsonNode event = stream.next(); event != null; event = stream.next()) {
                events.add(new Event(event.path("type").asText(), event.path("object"), System.nanoTime()));
            }
            end = "in order";
        } catch (IOException | RuntimeException e) {
            end = e.toString();
        }
    }
}
