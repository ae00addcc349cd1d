package dev.serai.sink.deadletter;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** All running sinks, and their dead letters. */
public final class EventSinks {

    private final DeadLetters deadLetters;
    private final Clock clock;
    private final List<EventSink> sinks = new CopyOnWriteArrayList<>();

    public EventSinks(DeadLetters deadLetters, Clock clock) {
        this.deadLetters = deadLetters;
        this.clock = clock;
    }

    public void add(EventSink sink) {
        sinks.add(sink);
    }

    public void remove(EventSink sink) {
        sinks.remove(sink);
    }

    /**
     * The sink that a dead letter was meant for. If several sinks send to one receiver, it is the one of the same
     * route.
     */
    public Optional<EventSink> of(DeadLetter letter) {
        List<EventSink> same = sinks.stream()
                .filter(sink -> sink.name().equals(letter.failure().sink()))
                .toList();
        return same.stream()
                .filter(sink -> sink.parentRouteId().equals(letter.failure().route()))
                .findFirst()
                .or(() -> same.stream().findFirst());
    }

    /** How many receivers a route sends to. */
    public int receiversOf(String route) {
        return (int) sinks.stream()
                .filter(sink -> sink.parentRouteId().equals(route))
                .map(EventSink::name)
                .distinct()
                .count();
    }

    public DeadLetters deadLetters() {
        return deadLetters;
    }

    public Clock clock() {
        return clock;
    }
}
