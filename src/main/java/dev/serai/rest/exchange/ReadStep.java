package dev.serai.rest.exchange;

import java.util.function.Consumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * A step of a route that reads: it answers, at once or later, or leaves the read to a step that follows. It is used by
 * {@code process: { ref: … }}, which alone lets a step wait without a thread. It runs on the event loop.
 */
public final class ReadStep extends AsyncProcessorSupport {

    private final Consumer<Read> step;

    /** {@code step} answers, or leaves the answer to a later step; a StatusException that it throws is the answer. */
    public ReadStep(Consumer<Read> step) {
        this.step = step;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            Read read = Read.of(exchange);
            return (read == null ? Read.begin(exchange) : read).step(step, callback);
        } catch (RuntimeException failure) {
            exchange.setException(failure);
            callback.done(true);
            return true;
        }
    }
}
