package dev.serai.event.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.cache.store.Change;
import dev.serai.fixture.http.Received;
import dev.serai.fixture.http.WebhookReceiver;
import dev.serai.retry.Backoff;
import dev.serai.retry.Jitter;
import dev.serai.sink.deadletter.EventSinks;
import dev.serai.sink.deadletter.FileDeadLetters;
import dev.serai.sink.webhook.WebhookRegistry;
import dev.serai.store.SinkStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A webhook that was ill in each of the ways there are, and what had to wait for it. */
@Timeout(120)
class WebhookRecoveryTest {

    // So many that each waiting for its own turn to try would take longer than it may.
    private static final int OBJECTS = 400;
    // One lane sends one after the other, and others use the machine too.
    private static final int FEW = 60;
    private static final int DELETED = 10;
    private static final Duration ILL = Duration.ofSeconds(6);
    // What is promised, from the moment on at which it is well.
    private static final Duration SENT = Duration.ofSeconds(10);

    private final CamelContext context = new DefaultCamelContext();
    private final WebhookReceiver receiver = new WebhookReceiver();
    private final WebhookReceiver other = new WebhookReceiver();
    private final Events.MemoryPosition position = new Events.MemoryPosition();
    private final CountDownLatch end = new CountDownLatch(1);
    private OrderedDispatcher lanes;
    private int objects = OBJECTS;

    private void start(int size) throws Exception {
        SinkStore store = SinkStore.inMemory();
        Clock clock = Clock.systemUTC();
        var sinks = new EventSinks(new FileDeadLetters(store, 9), clock);
        context.getRegistry()
                .bind("webhooks", new WebhookRegistry(store, sinks, clock, () -> ThreadLocalRandom.current()
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
                        - choice:
                            when:
                              - simple: "${header.CamelKubeWatchUid} starts with 'other'"
                                steps:
                                  - to: kamelet:signed-webhook-sink?url=%s
                            otherwise:
                              steps:
                                - to: kamelet:signed-webhook-sink?url=%s
                """.formatted(other.url(), receiver.url())));
        var delivery = new EventDelivery(
                new DirectRoute(context, "direct:hook", size),
                new EventSelection(Set.of(Change.Type.values()), Set.of()),
                EventDocument::of,
                true,
                () -> "urn:test",
                new DeliveryStatus("test", Clock.systemUTC()));
        lanes = new OrderedDispatcher(
                Executors.newScheduledThreadPool(size),
                new Backoff(200, 3_000, new Jitter(() -> 1)),
                delivery,
                Executors.newSingleThreadExecutor(),
                event -> event,
                () -> {});
    }

    @AfterEach
    void stop() {
        end.countDown();
        lanes.close();
        context.stop();
        receiver.close();
        other.close();
    }

    // It hangs last, and what it was sent while it did is never answered.
    @ParameterizedTest
    @ValueSource(ints = {4, 1})
    void whatWaitedArrivesWithin10sAfterItIsWellAndInOrder(int size) throws Exception {
        objects = size == 1 ? FEW : OBJECTS;
        start(size);
        offer(Change.Type.ADDED, 0, objects, 1);
        await().atMost(SENT).until(() -> lanes.waiting() == 0);

        ill(2, request -> 500);
        ill(3, request -> 429);
        ill(4, this::hang);
        offer(Change.Type.DELETED, 0, DELETED, 5);
        recoverAndExpectAll();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 429})
    void whatWaitedArrivesWithin10sAfterItWasIllInOneWayOnly(int status) throws Exception {
        start(4);
        offer(Change.Type.ADDED, 0, OBJECTS, 1);
        await().atMost(SENT).until(() -> lanes.waiting() == 0);

        ill(4, request -> status);
        offer(Change.Type.DELETED, 0, DELETED, 5);
        recoverAndExpectAll();
    }

    // Well in the worst of moments: one more request has just been lost.
    @ParameterizedTest
    @CsvSource({"1,60,2", "1,60,3", "2,2,3", "4,1,1", "4,4,6"})
    void whatWasLostInOneThatHungCostsNoMoreThan10sHoweverFewLanesThereAre(int size, int events, int lost)
            throws Exception {
        start(size);
        receiver.answerWith(this::hang);
        other.answerWith(this::hang);
        if (size == 2) {
            // As many receivers as lanes, and this one stays as it is.
            offer(Change.Type.ADDED, "other", 0, 9, 1);
        }
        offer(Change.Type.ADDED, 0, events, 1);
        await().atMost(Duration.ofSeconds(40)).until(() -> receiver.received().size() >= lost);
        receiver.answerWith(request -> 200);

        await().atMost(SENT)
                .until(() -> receiver.taken().stream()
                                .map(WebhookRecoveryTest::id)
                                .distinct()
                                .count()
                        == events);
    }

    @Test
    void oneEventThatWasLostIsSentAgainAlthoughOthersAreTaken() throws Exception {
        start(4);
        receiver.answerWith(this::hang);
        offer(Change.Type.ADDED, 0, 1, 1);
        await().until(() -> receiver.received().size() == 1);
        receiver.answerWith(request -> 200);
        offer(Change.Type.ADDED, 1, 10, 1);
        await().atMost(SENT).until(() -> lanes.waiting() == 0);
    }

    private void recoverAndExpectAll() {
        int before = receiver.taken().size();
        receiver.answerWith(request -> 200);
        await().atMost(SENT).until(() -> lanes.waiting() == 0);
        List<String> taken = receiver.taken().stream()
                .skip(before)
                .map(WebhookRecoveryTest::id)
                .toList();
        for (int object = 0; object < objects; object++) {
            String uid = "u" + object + "-";
            String last = object < DELETED ? uid + "deleted" : uid + "4-modified";
            assertThat(taken.stream().filter(id -> id.startsWith(uid)).toList())
                    .isSortedAccordingTo(WebhookRecoveryTest::inOrder)
                    .endsWith(last);
        }
    }

    private static String id(Received request) {
        return request.header("webhook-id").orElseThrow();
    }

    // Until the test is over: what was sent so is lost.
    private int hang(Received request) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 500;
    }

    private static int inOrder(String one, String other) {
        return Integer.compare(version(one), version(other));
    }

    private static int version(String id) {
        return id.endsWith("-deleted") ? Integer.MAX_VALUE : Integer.parseInt(id.split("-")[1]);
    }

    private void ill(int version, Function<Received, Integer> answer) {
        receiver.answerWith(answer);
        offer(Change.Type.MODIFIED, 0, objects, version);
        await().during(ILL).atMost(ILL.multipliedBy(2)).until(() -> lanes.waiting() > 0);
    }

    private void offer(Change.Type type, int from, int to, int version) {
        offer(type, "u", from, to, version);
    }

    private void offer(Change.Type type, String uid, int from, int to, int version) {
        IntStream.range(from, to).forEach(object -> lanes.offer(Events.event(type, uid + object, version, position)));
    }
}
