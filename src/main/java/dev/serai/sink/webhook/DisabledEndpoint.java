package dev.serai.sink.webhook;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a receiver is disabled: it answered 410, and gets no requests until people enable it again.
 *
 * @param name the receiver's name
 * @param disabled stores the disabled receivers with the time, over restarts
 */
record DisabledEndpoint(String name, Map<String, String> disabled) {

    private static final Logger LOG = LoggerFactory.getLogger(DisabledEndpoint.class);

    /** Since when it is disabled; empty if it is not. */
    Optional<String> since() {
        return Optional.ofNullable(disabled.get(name));
    }

    void disable(Instant now) {
        if (disabled.putIfAbsent(name, now.toString()) == null) {
            LOG.warn(
                    "webhook {} answered 410 Gone and is disabled: nothing is sent to it until it is enabled again by"
                            + " POST /observe/webhooks/{}/enable on the management port",
                    name,
                    name);
        }
    }

    /** Enables it again; false if it was not disabled. */
    boolean enable() {
        boolean was = disabled.remove(name) != null;
        if (was) {
            LOG.info("webhook {} is enabled again", name);
        }
        return was;
    }
}
