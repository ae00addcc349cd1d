package dev.serai.limit;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.apache.camel.spi.Policy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Lets only a limited number of writes at a time through its steps, and refuses the others at once. Camel's throttle
 * has such a mode, but it returns a permit only after the caller has read the whole answer, and hands out too many if
 * that takes ten seconds.
 */
public final class WriteBulkhead implements Policy {

    private final WriteLimits limits;
    private int all;
    private int others;

    public WriteBulkhead(WriteLimits limits) {
        this.limits = limits;
    }

    @Override
    public void beforeWrap(Route route, NamedNode definition) {}

    @Override
    public Processor wrap(Route route, Processor processor) {
        return new DelegateAsyncProcessor(processor) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                boolean urgent = WriteLimits.isUrgent(exchange);
                if (!enter(urgent)) {
                    exchange.setException(new ThrottlerRejectedExecutionException("too many writes in flight"));
                    callback.done(true);
                    return true;
                }
                return super.process(exchange, doneSync -> {
                    leave(urgent);
                    callback.done(doneSync);
                });
            }
        };
    }

    /** How many writes wait for the API server now. */
    public synchronized int inFlight() {
        return all;
    }

    private synchronized boolean enter(boolean urgent) {
        WriteLimitsConfiguration now = limits.configuration();
        if (all >= now.inFlight() || (!urgent && others >= now.othersInFlight())) {
            return false;
        }
        all++;
        others += urgent ? 0 : 1;
        return true;
    }

    private synchronized void leave(boolean urgent) {
        all--;
        others -= urgent ? 0 : 1;
    }
}
