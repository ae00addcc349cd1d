package dev.serai.page;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Numbers that the metrics have, so that the page counts nothing again. Without metrics there are none. */
final class Counts {

    // The last can be asked for when the time of a timer is.
    private static final Set<Statistic> NUMBERS = Set.of(Statistic.COUNT, Statistic.VALUE);

    private final Supplier<@Nullable MeterRegistry> registry;

    /** {@code registry} is asked on demand, since there may be none yet; null for none. */
    Counts(Supplier<@Nullable MeterRegistry> registry) {
        this.registry = registry;
    }

    /** The sum of all meters of this name. */
    long sum(String name) {
        return Math.round(meters(name).stream().mapToDouble(Counts::number).sum());
    }

    /** The sum of those that have {@code tag} with this value. */
    long sum(String name, String tag, String value) {
        return Math.round(meters(name).stream()
                .filter(meter -> value.equals(meter.getId().getTag(tag)))
                .mapToDouble(Counts::number)
                .sum());
    }

    /** The sums by the value of {@code tag}. */
    Map<String, Double> by(String tag, String name) {
        var sums = new HashMap<String, Double>();
        for (Meter meter : meters(name)) {
            String value = meter.getId().getTag(tag);
            if (value != null) {
                sums.merge(value, number(meter), Double::sum);
            }
        }
        return sums;
    }

    private Collection<Meter> meters(String name) {
        MeterRegistry known = registry.get();
        return known == null ? List.of() : known.find(name).meters();
    }

    private static double number(Meter meter) {
        for (Measurement measurement : meter.measure()) {
            if (NUMBERS.contains(measurement.getStatistic())) {
                return measurement.getValue();
            }
        }
        return 0;
    }
}
