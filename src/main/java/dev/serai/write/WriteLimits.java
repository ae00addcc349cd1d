package dev.serai.write;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kubernetes.KubernetesConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The limits that the throttles of the write routes ask for, which may change while they run. Camel's throttle waits
 * under a lock for permits to come back when its limit is lowered, and all writers with it: here new limits count in
 * new buckets instead, so that nobody waits.
 */
public final class WriteLimits {

    private static final Logger LOG = LoggerFactory.getLogger(WriteLimits.class);

    private record Generation(int number, WriteConfiguration configuration) {}

    private final AtomicReference<Generation> current;
    private final Callers callers;

    public WriteLimits(WriteConfiguration configuration, Callers callers) {
        this.current = new AtomicReference<>(new Generation(0, configuration));
        this.callers = callers;
    }

    /** From now on these limits hold. */
    public void change(WriteConfiguration configuration) {
        Generation before =
                current.getAndUpdate(generation -> generation.configuration().equals(configuration)
                        ? generation
                        : new Generation(generation.number() + 1, configuration));
        if (!before.configuration().equals(configuration)) {
            LOG.info("limits of writes: {}", configuration);
        }
    }

    /** What holds now. */
    WriteConfiguration configuration() {
        return current.get().configuration();
    }

    /**
     * Tells the throttle of each caller, as properties of the exchange, how many writes a second the caller may make whom
     * the header {@link Callers#HEADER} names, and in which bucket they count. Properties, because asking a bean for
     * each copies the exchange each time: a quarter of what a refused write cost.
     */
    public void ofCaller(Exchange exchange) {
        Generation now = current.get();
        String caller = exchange.getMessage().getHeader(Callers.HEADER, "", String.class);
        exchange.setProperty("SeraiCallerPerSecond", now.configuration().perCallerPerSecond());
        exchange.setProperty("SeraiCallerBucket", now.number() + " " + callers.bucket(caller));
    }

    /** Tells the same to the throttles that count for everybody, and whether the write is urgent. */
    public void inAll(Exchange exchange) {
        Generation now = current.get();
        exchange.setProperty("SeraiPerSecond", now.configuration().perSecond());
        exchange.setProperty("SeraiOthersPerSecond", now.configuration().othersPerSecond());
        exchange.setProperty("SeraiBucket", Integer.toString(now.number()));
        exchange.setProperty("SeraiUrgent", isUrgent(exchange.getMessage()));
    }

    /** Whether a write makes room: a delete or an eviction. */
    static boolean isUrgent(Message message) {
        String operation = message.getHeader(KubernetesConstants.KUBERNETES_OPERATION, "", String.class);
        return operation.startsWith("delete")
                || "eviction".equals(message.getHeader(WholeObjects.SUBRESOURCE, String.class));
    }
}
