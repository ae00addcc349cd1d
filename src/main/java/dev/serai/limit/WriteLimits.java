package dev.serai.limit;

import dev.serai.write.RawObjects;
import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kubernetes.KubernetesConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The limits that the throttles of the write routes use; they may change at run time. If the limit of a Camel throttle
 * is lowered, it waits under a lock for permits to come back, and all writers wait with it. Here, new limits count in
 * new buckets instead, so that nobody waits.
 */
public final class WriteLimits {

    private static final Logger LOG = LoggerFactory.getLogger(WriteLimits.class);
    private static final String PERMIT = "SeraiPermit";
    private static final String URGENT = "SeraiUrgent";

    private record Generation(int number, WriteLimitsConfiguration configuration) {}

    /** What an exchange last asked a throttle for. */
    private record Permit(EvenPacing pace, int perSecond, boolean ofCaller) {}

    private volatile Generation current;
    private final CallerBuckets callers;
    private final EvenPacing urgent;
    private final EvenPacing others;

    public WriteLimits(WriteLimitsConfiguration configuration, CallerBuckets callers, LongSupplier nanoTime) {
        this.current = new Generation(0, configuration);
        this.callers = callers;
        this.urgent = new EvenPacing(nanoTime);
        this.others = new EvenPacing(nanoTime);
    }

    /** From now on these limits hold. */
    public void change(WriteLimitsConfiguration configuration) {
        synchronized (this) {
            if (current.configuration().equals(configuration)) {
                return;
            }
            current = new Generation(current.number() + 1, configuration);
        }
        LOG.info("limits of writes: {}", configuration);
    }

    /** How many writes a second there may be in all, now. */
    public int perSecond() {
        return configuration().perSecond();
    }

    /** The limits that hold now. */
    public WriteLimitsConfiguration configuration() {
        return current.configuration();
    }

    /**
     * Whether a write can be refused before it reaches the throttles, because they refused others and it is ahead of
     * its turn. {@code isUrgent} is true for a delete or an eviction, which makes room.
     */
    public boolean areExceeded(String caller, boolean isUrgent) {
        WriteLimitsConfiguration now = configuration();
        return (isUrgent ? urgent.isAhead(now.perSecond()) : others.isAhead(now.othersPerSecond()))
                || callers.counted(caller)
                        .pace(isUrgent)
                        .isAhead(isUrgent ? now.perCallerPerSecond() : now.othersPerCallerPerSecond());
    }

    /**
     * Sets, for the throttle of each caller, properties of the exchange: how many writes a second the caller in the
     * header {@link CallerBuckets#HEADER} may make, and in which bucket they count. Properties, because each call of a
     * bean copies the exchange: a quarter of the cost of a refused write.
     */
    public void ofCaller(Exchange exchange) {
        Generation generation = current;
        WriteLimitsConfiguration now = generation.configuration();
        boolean isUrgent = isUrgent(exchange);
        CallerBuckets.Counted caller =
                callers.counted(exchange.getMessage().getHeader(CallerBuckets.HEADER, "", String.class));
        exchange.setProperty("SeraiCallerPerSecond", now.perCallerPerSecond());
        exchange.setProperty("SeraiCallerOthersPerSecond", now.othersPerCallerPerSecond());
        exchange.setProperty("SeraiCallerBucket", generation.number() + " " + caller.bucket());
        exchange.setProperty(
                PERMIT,
                new Permit(
                        caller.pace(isUrgent),
                        isUrgent ? now.perCallerPerSecond() : now.othersPerCallerPerSecond(),
                        true));
    }

    /** Sets the same for the throttles that count for all callers. */
    public void inAll(Exchange exchange) {
        boolean isOfCaller = exchange.getProperty(PERMIT) instanceof Permit permit && permit.ofCaller();
        if (!isOfCaller) {
            // It comes directly from a team's route: nobody has said yet whether it is urgent.
            setUrgent(exchange, isUrgent(exchange.getMessage()));
        }
        permitted(exchange);
        Generation generation = current;
        WriteLimitsConfiguration now = generation.configuration();
        boolean isUrgent = isUrgent(exchange);
        exchange.setProperty("SeraiPerSecond", now.perSecond());
        exchange.setProperty("SeraiOthersPerSecond", now.othersPerSecond());
        exchange.setProperty("SeraiBucket", Integer.toString(generation.number()));
        exchange.setProperty(
                PERMIT,
                isUrgent
                        ? new Permit(urgent, now.perSecond(), false)
                        : new Permit(others, now.othersPerSecond(), false));
    }

    /** The throttles that were asked last have admitted the write. */
    public void permitted(Exchange exchange) {
        if (exchange.removeProperty(PERMIT) instanceof Permit permit) {
            permit.pace().taken(permit.perSecond());
        }
    }

    /**
     * The write was refused. If the throttles that were asked last refused it, the next writes come at an even pace.
     */
    public void refused(Exchange exchange) {
        if (exchange.removeProperty(PERMIT) instanceof Permit permit) {
            permit.pace().refused();
        }
    }

    /** Sets whether the write is a delete or an eviction, which makes room: all limits use this. */
    public static void setUrgent(Exchange exchange, boolean isUrgent) {
        exchange.setProperty(URGENT, isUrgent);
    }

    /** Whether the write was marked as one that makes room. */
    static boolean isUrgent(Exchange exchange) {
        return exchange.getProperty(URGENT, false, Boolean.class);
    }

    private static boolean isUrgent(Message message) {
        String operation = message.getHeader(KubernetesConstants.KUBERNETES_OPERATION, "", String.class);
        return operation.startsWith("delete")
                || "eviction".equals(message.getHeader(RawObjects.SUBRESOURCE, String.class));
    }
}
