package dev.serai.rest.consistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.cluster.ApiAnswer;
import dev.serai.rest.read.CachedPods;
import dev.serai.write.RawObjects;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** A write goes on to its answer when the cache shows it, and never has to wait for long. */
class WriteVisibilityGateTest extends WriteTrackerTestSupport {

    @Test
    void aWriteIsAnsweredWhenTheCacheShowsItAndUntilThenNoReadWaits() throws Exception {
        var shown = new WriteVisibilityGate(own, conditions, Duration.ofMinutes(5));
        CompletableFuture<Void> answered = process(shown, pods.cache.version() + 1);
        assertThat(answered).isNotDone();
        assertThat(own.areSeen(pods.cache)).isTrue();

        pods.create("web");
        await().until(answered::isDone);
        assertThat(own.areSeen(pods.cache)).isTrue();
    }

    @Test
    void aWriteThatIsNotShownInTimeIsAnsweredAndRememberedUntilItIs() throws Exception {
        var shown = new WriteVisibilityGate(own, conditions, Duration.ofMillis(1));
        CompletableFuture<Void> answered = process(shown, pods.cache.version() + 1);
        await().until(answered::isDone);
        assertThat(own.areSeen(pods.cache)).isFalse();

        pods.create("web");
        await().until(() -> own.areSeen(pods.cache));
    }

    @Test
    void aWriteThatIsShownAlreadyIsAnsweredAtOnce() throws Exception {
        var shown = new WriteVisibilityGate(own, conditions, Duration.ofMinutes(5));
        long version = pods.create("web").version();
        assertThat(process(shown, version)).isDone();
    }

    private static CompletableFuture<Void> process(WriteVisibilityGate shown, long version) throws Exception {
        try (var context = new DefaultCamelContext()) {
            var exchange = new DefaultExchange(context);
            exchange.setProperty("SeraiWrite", CachedPods.write("PUT", CachedPods.PATH + "/web"));
            String body = "{\"metadata\":{\"resourceVersion\":\"%d\"}}".formatted(version);
            exchange.setProperty(
                    RawObjects.ANSWER,
                    new ApiAnswer(
                            200,
                            Map.of("Content-Type", List.of("application/json")),
                            body.getBytes(StandardCharsets.UTF_8)));
            var answered = new CompletableFuture<Void>();
            shown.process(exchange, doneSync -> answered.complete(null));
            return answered;
        }
    }
}
