package dev.serai.rest;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.cluster.StatusException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says of each write who did what to which object and what came of it: one line of JSON on the logger
 * {@code dev.serai.audit}, with the same keys in every line. Neither bodies nor queries, which may hold secrets; and
 * pure ASCII, so that no name can pass for a line of its own.
 */
public final class Audit {

    private static final Logger LOG = LoggerFactory.getLogger("dev.serai.audit");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final String THROTTLED = "SeraiThrottled";

    private static final Set<String> METHODS = Set.of("POST", "PUT", "PATCH", "DELETE");

    private final Clock clock;
    private final Supplier<MeterRegistry> meters;

    /** {@code meters} is asked with each write, as there may be no registry yet; null is none. */
    public Audit(Clock clock, Supplier<MeterRegistry> meters) {
        this.clock = clock;
        this.meters = meters;
    }

    /** Remembers that Serai's own limits refused this write. */
    static void throttled(Exchange exchange) {
        exchange.setProperty(THROTTLED, true);
    }

    /** Says it, when the answer is known. */
    public void written(Exchange exchange) {
        // Nothing is known of a write that failed before it was looked at.
        Write write = Write.of(exchange) == null ? Write.begin(exchange) : Write.of(exchange);
        tell(
                write,
                exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class),
                exchange.getProperty(THROTTLED, false, Boolean.class));
    }

    /** Says it of a request that was refused before any route; of one that is no write nothing is said. */
    void refused(Request request, int code) {
        var write = new Write(request);
        if (!METHODS.contains(write.method())) {
            return;
        }
        try {
            write.understand();
        } catch (StatusException e) {
            // Then the line tells no more than is known.
        }
        tell(write, code, false);
    }

    private void tell(Write write, Integer code, boolean throttled) {
        count(write.verb(), code, throttled);
        RequestPath path = write.path();
        ObjectNode line = JSON.createObjectNode();
        line.put("time", clock.instant().toString());
        line.put("who", write.caller());
        line.put("verb", write.verb());
        line.put("group", path == null ? null : path.resource().group());
        line.put("resource", path == null ? null : path.resource().plural());
        line.put("subresource", path == null ? null : path.subresource());
        line.put("namespace", path == null ? null : path.namespace());
        line.put("name", write.name());
        line.put("code", code);
        line.put("milliseconds", write.milliseconds());
        line.put("throttled", throttled);
        try {
            LOG.info(JSON.writeValueAsString(line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void count(String verb, Integer code, boolean throttled) {
        MeterRegistry registry = meters.get();
        if (registry != null) {
            Counter.builder("serai.writes")
                    .description("Writes that were answered, by Serai's own limits where throttled")
                    .tag("verb", verb)
                    .tag("code", String.valueOf(code))
                    .tag("throttled", Boolean.toString(throttled))
                    .register(registry)
                    .increment();
        }
    }
}
