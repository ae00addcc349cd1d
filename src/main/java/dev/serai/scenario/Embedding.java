package dev.serai.scenario;

import dev.serai.sink.http.WebhookTransport;
import io.fabric8.kubernetes.client.Config;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.camel.CamelContext;

/**
 * What a Serai within a test is given instead of the world.
 *
 * @param cluster how to reach the cluster
 * @param webhooks what takes the requests of webhooks, by the authorities that they trust
 * @param prepare changes the context before anything is bound to it
 */
public record Embedding(
        Config cluster, Function<Optional<Path>, WebhookTransport> webhooks, Consumer<CamelContext> prepare) {

    /** Starts Serai with settings, which take the place of all others. */
    public interface Starter {

        /** Returns when its built-in routes run. To close it stops it. */
        Running start(Map<String, String> settings, Clock clock, Embedding embedding) throws Exception;
    }

    /**
     * A Serai that runs.
     *
     * @param context its routes
     * @param stop stops it
     */
    public record Running(CamelContext context, Runnable stop) implements AutoCloseable {

        @Override
        public void close() {
            stop.run();
        }
    }
}
