package dev.serai.sink.deadletter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Dead letters, with health and metrics of those that came since the start. */
public final class CountedDeadLetters implements DeadLetters {

    private static final int MOST = 1_000;

    private final DeadLetters letters;
    private final Supplier<MeterRegistry> meters;
    // By the letter's id, oldest first.
    private final Map<String, DeadLetter.Failure> left = new LinkedHashMap<>();

    /** {@code meters} returns null if there are no metrics. */
    public CountedDeadLetters(DeadLetters letters, Supplier<MeterRegistry> meters) {
        this.letters = letters;
        this.meters = meters;
    }

    @Override
    public void add(DeadLetter letter) {
        letters.add(letter);
        String sink = letter.failure().sink();
        synchronized (left) {
            left.put(letter.id(), letter.failure());
            if (left.size() > MOST) {
                left.remove(left.keySet().iterator().next());
            }
        }
        Optional.ofNullable(meters.get()).ifPresent(registry -> Counter.builder("serai.events.dead.letters")
                .description("Events that were given up and are dead letters now")
                .tag("sink", sink)
                .register(registry)
                .increment());
    }

    /** Adds the gauge of those that are left. */
    public void addTo(MeterRegistry registry) {
        Gauge.builder("serai.events.dead.letters.left", this, CountedDeadLetters::leftCount)
                .description(
                        "Dead letters since the start that were neither delivered nor forgotten here, at most 1000")
                .register(registry);
    }

    private int leftCount() {
        synchronized (left) {
            return left.size();
        }
    }

    /** The letters since the start that were neither delivered nor forgotten here: by the sink's name, oldest first. */
    Map<String, List<DeadLetter.Failure>> left() {
        synchronized (left) {
            return left.values().stream()
                    .collect(Collectors.groupingBy(DeadLetter.Failure::sink, TreeMap::new, Collectors.toList()));
        }
    }

    @Override
    public List<DeadLetter> list(int limit) {
        return letters.list(limit);
    }

    @Override
    public Optional<DeadLetter> get(String id) {
        return letters.get(id);
    }

    @Override
    public boolean remove(String id) {
        boolean known = letters.remove(id);
        forget(id);
        return known;
    }

    @Override
    public void delivered(DeadLetter letter) {
        letters.delivered(letter);
        forget(letter.id());
    }

    private void forget(String id) {
        synchronized (left) {
            left.remove(id);
        }
    }

    @Override
    public void close() {
        letters.close();
    }
}
