package dev.serai.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.cache.Change;
import dev.serai.fixture.Received;
import dev.serai.fixture.WebhookReceiver;
import dev.serai.sink.EventSinks;
import dev.serai.sink.FileDeadLetters;
import dev.serai.sink.SinkStore;
import dev.serai.sink.Webhooks;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A webhook that was ill in each of the ways there are, and what had to wait for it. */
@Timeout(120)
class WebhookRecoveryTest {

    private static final int OBJECTS = 60;
    private static final int DELETED = 10;
    private static final int LANES = 4;
    private static final Duration ILL = Duration.ofSeconds(6);
    // It is promised within 10 s; the machine may be busy.
    private static final Duration SENT = Duration.ofSeconds(15);

    private final CamelContext context = new DefaultCamelContext();
    private final WebhookReceiver receiver = new WebhookReceiver();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(LANES);
    private final Events.MemoryPosition position = new Events.MemoryPosition();
    private final CountDownLatch well = new CountDownLatch(1);
    private ProducerTemplate producer;
    private Lanes lanes;

    @BeforeEach
    void start() throws Exception {
        SinkStore store = SinkStore.inMemory();
        Clock clock = Clock.systemUTC();
        var sinks = new EventSinks(new FileDeadLetters(store, 9), clock);
        context.getRegistry().bind("webhooks", new Webhooks(store, sinks, clock, () -> ThreadLocalRandom.current()
                .nextDouble()));
        context.start();
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.fromString("r.yaml", """
                - route:
                    id: hook
                    errorHandler: { noErrorHandler: {} }
                    from:
                      uri: direct:hook
                      steps:
                        - to: kamelet:signed-webhook-sink?url=%s
                """.formatted(receiver.url())));
        producer = context.createProducerTemplate();
        var courier = new Courier(
                new Hook(),
                new Notices(Set.of(Change.Type.values()), Set.of()),
                document -> document,
                true,
                () -> "urn:test",
                new Deliveries("test", Clock.systemUTC()));
        lanes = new Lanes(
                threads,
                new Backoff(200, 3_000, () -> 1),
                courier,
                Executors.newSingleThreadExecutor(),
                event -> event,
                () -> {});
    }

    @AfterEach
    void stop() {
        well.countDown();
        lanes.close();
        context.stop();
        receiver.close();
    }

    @Test
    void whatWaitedArrivesSoonAfterItIsWellAndInOrder() {
        offer(Change.Type.ADDED, 0, OBJECTS, 1);
        await().atMost(SENT).until(() -> lanes.waiting() == 0);

        ill(2, request -> 500);
        ill(3, request -> 429);
        ill(4, request -> {
            try {
                well.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            // Too late: nobody waits for it.
            return 500;
        });
        offer(Change.Type.DELETED, 0, DELETED, 5);
        int before = receiver.taken().size();
        receiver.answerWith(request -> 200);

        await().atMost(SENT).until(() -> lanes.waiting() == 0);
        List<String> taken = receiver.taken().stream()
                .skip(before)
                .map(request -> request.header("webhook-id").orElseThrow())
                .toList();
        for (int object = 0; object < OBJECTS; object++) {
            String uid = "u" + object + "-";
            String last = object < DELETED ? uid + "deleted" : uid + "4-modified";
            assertThat(taken.stream().filter(id -> id.startsWith(uid)).toList())
                    .isSortedAccordingTo(WebhookRecoveryTest::inOrder)
                    .endsWith(last);
        }
    }

    private static int inOrder(String one, String other) {
        return Integer.compare(version(one), version(other));
    }

    private static int version(String id) {
        return id.endsWith("-deleted") ? Integer.MAX_VALUE : Integer.parseInt(id.split("-")[1]);
    }

    private void ill(int version, Function<Received, Integer> answer) {
        receiver.answerWith(answer);
        offer(Change.Type.MODIFIED, 0, OBJECTS, version);
        await().during(ILL).atMost(ILL.multipliedBy(2)).until(() -> lanes.waiting() > 0);
    }

    private void offer(Change.Type type, int from, int to, int version) {
        IntStream.range(from, to).forEach(object -> lanes.offer(Events.event(type, "u" + object, version, position)));
    }

    private final class Hook implements Courier.Route {
        @Override
        public Exchange create() {
            var exchange = new DefaultExchange(context);
            exchange.setProperty(EventHeaders.LANES, LANES);
            return exchange;
        }

        @Override
        public void send(Exchange exchange) {
            producer.send("direct:hook", exchange);
        }

        @Override
        public void release(Exchange exchange) {}

        @Override
        public boolean mayGoOn() {
            return true;
        }

        @Override
        public void beginAgain(String reason) {
            throw new IllegalStateException(reason);
        }
    }
}
