package dev.serai;

import org.apache.camel.support.service.ServiceSupport;

/** Closes a part when Camel stops, after the routes that use it. */
final class ClosedAtStop extends ServiceSupport {

    private final AutoCloseable part;

    ClosedAtStop(AutoCloseable part) {
        this.part = part;
    }

    @Override
    protected void doStop() throws Exception {
        part.close();
    }
}
