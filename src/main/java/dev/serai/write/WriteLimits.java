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
    private static final String PROPERTY = "SeraiWriteLimits";

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

    /** For the throttle in all: writes a second. */
    public int perSecond(Exchange exchange) {
        return of(exchange).configuration().perSecond();
    }

    /** For the throttle in front of that, which keeps the rest for deletes and evictions. */
    public int othersPerSecond(Exchange exchange) {
        return of(exchange).configuration().othersPerSecond();
    }

    /** For the throttle of each caller. */
    public int perCallerPerSecond(Exchange exchange) {
        return of(exchange).configuration().perCallerPerSecond();
    }

    /** The bucket that counts for everybody. */
    public String bucket(Exchange exchange) {
        return Integer.toString(of(exchange).number());
    }

    /** The bucket that counts for one caller, whose name is in the header {@code SeraiCaller}. */
    public String callerBucket(Exchange exchange) {
        String caller = exchange.getMessage().getHeader(Callers.HEADER, "", String.class);
        return of(exchange).number() + " " + callers.bucket(caller);
    }

    /** Whether a write makes room: a delete or an eviction. */
    public boolean isUrgent(Exchange exchange) {
        Message message = exchange.getMessage();
        String operation = message.getHeader(KubernetesConstants.KUBERNETES_OPERATION, "", String.class);
        return operation.startsWith("delete")
                || "eviction".equals(message.getHeader(WholeObjects.SUBRESOURCE, String.class));
    }

    // One exchange sees one generation, else a bucket of the old limits could be asked for the new ones.
    private Generation of(Exchange exchange) {
        Generation pinned = exchange.getProperty(PROPERTY, Generation.class);
        if (pinned == null) {
            pinned = current.get();
            exchange.setProperty(PROPERTY, pinned);
        }
        return pinned;
    }
}
