package dev.serai.prepull;

import dev.serai.prepull.plan.NodeCounts;
import dev.serai.prepull.spec.ImagePrepull;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Nodes by phase, and how long pulls take. Only who works has figures. */
final class PrepullMetrics {

    private static final String SUCCEEDED = "succeeded";
    private static final String FAILED = "failed";

    private final Supplier<@Nullable MeterRegistry> meters;
    private @Nullable MultiGauge nodes;

    /** {@code meters} is asked on demand, since there may be no registry yet; null for none. */
    PrepullMetrics(Supplier<@Nullable MeterRegistry> meters) {
        this.meters = meters;
    }

    /** One pod has ended its work. */
    void pulled(String phase, Duration took) {
        MeterRegistry registry = meters.get();
        if (registry != null) {
            pull(registry, phase.equals("Succeeded") ? SUCCEEDED : FAILED).record(took);
        }
    }

    private static Timer pull(MeterRegistry registry, String outcome) {
        return Timer.builder("serai.prepull.pull")
                .description("How long a pod took to pull its images, or to fail")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** How many nodes are where. */
    void nodes(Collection<ImagePrepull> prepulls, Map<String, NodeCounts> counts) {
        MeterRegistry registry = meters.get();
        if (registry == null) {
            return;
        }
        if (nodes == null) {
            // From the beginning, so that the first one that fails is an increase.
            pull(registry, SUCCEEDED);
            pull(registry, FAILED);
            nodes = MultiGauge.builder("serai.prepull.nodes")
                    .description("Nodes of an ImagePrepull by phase")
                    .register(registry);
        }
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        prepulls.forEach(prepull -> {
            NodeCounts of = counts.get(prepull.uid());
            if (of != null) {
                rows.add(row(prepull, "Active", of.active()));
                rows.add(row(prepull, "Succeeded", of.succeeded()));
                rows.add(row(prepull, "Failed", of.failed()));
                rows.add(row(prepull, "Skipped", of.skipped()));
                rows.add(row(prepull, "Waiting", of.desired() - of.done() - of.active()));
            }
        });
        nodes.register(rows, true);
    }

    private static MultiGauge.Row<Number> row(ImagePrepull prepull, String phase, int count) {
        Tags tags = Tags.of(
                "namespace",
                prepull.namespace(),
                "imageprepull",
                prepull.name(),
                "phase",
                phase.toLowerCase(Locale.ROOT));
        return MultiGauge.Row.of(tags, count);
    }
}
