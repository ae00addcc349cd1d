package dev.serai.rest.write;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.serai.kube.ResourcePath;
import dev.serai.kube.StatusException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs who wrote which object and what the result was: one line of JSON for each write, on the logger {@code
 * dev.serai.audit}, with the same keys in every line. It logs neither bodies nor queries, which may hold secrets. The
 * line is pure ASCII, so that no name can fake a line of its own.
 */
public final class Audit {

    private static final Logger LOG = LoggerFactory.getLogger("dev.serai.audit");
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final String THROTTLED = "SeraiThrottled";

    private record Outcome(String verb, String code, boolean throttled) {}

    private final Clock clock;
    private final Supplier<@Nullable MeterRegistry> meters;
    private final Map<Outcome, Counter> counters = new ConcurrentHashMap<>();

    /** {@code meters} is asked on demand, since there may be no registry yet; null for none. */
    public Audit(Clock clock, Supplier<@Nullable MeterRegistry> meters) {
        this.clock = clock;
        this.meters = meters;
    }

    /** Remembers that Serai's own limits refused this write. */
    static void throttled(Exchange exchange) {
        exchange.setProperty(THROTTLED, true);
    }

    /** Logs the write, after its answer is known. */
    public void written(Exchange exchange) {
        // Nothing is known of a write that failed before it was read.
        WriteRequest write = WriteRequest.isIn(exchange) ? WriteRequest.of(exchange) : WriteRequest.begin(exchange);
        tell(
                write,
                exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class),
                exchange.getProperty(THROTTLED, false, Boolean.class));
    }

    /**
     * Logs a request that was refused before any route; {@code throttled}: by Serai's own limits. It logs nothing if
     * the request is not a write.
     */
    public void refused(WriteRequest write, int code, boolean throttled) {
        if (!write.isMeant()) {
            return;
        }
        try {
            write.resolvePath();
        } catch (StatusException e) {
            // Then the line has less in it.
        }
        tell(write, code, throttled);
    }

    /** Logs a request that could not be read, whatever it was meant to do. */
    public void unread(WriteRequest write, int code) {
        if (write.isMeant()) {
            refused(write, code, false);
        } else {
            LOG.info(line(write, code, false));
        }
    }

    private void tell(WriteRequest write, @Nullable Integer code, boolean throttled) {
        var outcome = new Outcome(write.verb(), String.valueOf(code), throttled);
        // The registry may not exist yet.
        Counter counter = counters.get(outcome);
        if (counter == null) {
            counter = counter(outcome);
        }
        if (counter != null) {
            counter.increment();
        }
        LOG.info(line(write, code, throttled));
    }

    // Written directly, without a tree of nodes: a flood of refused writes is a flood of lines.
    private String line(WriteRequest write, @Nullable Integer code, boolean throttled) {
        ResourcePath path = write.knownPath();
        var line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("time", clock.instant().toString());
            json.writeStringField("who", write.caller());
            json.writeStringField("verb", write.isMeant() ? write.verb() : null);
            json.writeStringField("group", path == null ? null : path.resource().group());
            json.writeStringField(
                    "resource", path == null ? null : path.resource().plural());
            json.writeStringField("subresource", path == null ? null : path.subresource());
            json.writeStringField("namespace", path == null ? null : path.namespace());
            json.writeStringField("name", write.name());
            json.writePOJOField("code", code);
            json.writeNumberField("milliseconds", write.milliseconds());
            json.writeBooleanField("throttled", throttled);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toString();
    }

    private @Nullable Counter counter(Outcome outcome) {
        MeterRegistry registry = meters.get();
        if (registry == null) {
            return null;
        }
        return counters.computeIfAbsent(outcome, counted -> Counter.builder("serai.writes")
                .description("Writes that were answered, by Serai's own limits where throttled")
                .tag("verb", counted.verb())
                .tag("code", counted.code())
                .tag("throttled", Boolean.toString(counted.throttled()))
                .register(registry));
    }
}
