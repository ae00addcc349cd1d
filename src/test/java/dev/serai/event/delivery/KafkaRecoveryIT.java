package dev.serai.event.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.cache.store.Change;
import dev.serai.event.Subscription;
import dev.serai.fixture.kafka.KafkaBroker;
import dev.serai.retry.Backoff;
import dev.serai.retry.Jitter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real broker that goes away and comes back, and what had to wait for it. */
@Timeout(120)
class KafkaRecoveryIT {

    private static final int OBJECTS = 60;
    private static final int DELETED = 10;
    // Longer than a record waits in the producer, so that all were refused, and more than once.
    private static final Duration AWAY = Duration.ofSeconds(12);
    // What is promised, from the moment on at which it is back.
    private static final Duration SENT = Duration.ofSeconds(10);

    private static KafkaBroker broker;

    private final CamelContext context = new DefaultCamelContext();
    private final Events.MemoryPosition position = new Events.MemoryPosition();
    private OrderedDispatcher dispatcher;

    @BeforeAll
    static void startBroker() {
        broker = KafkaBroker.create();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @AfterEach
    void stop() {
        dispatcher.close();
        context.stop();
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 1})
    void whatWaitedArrivesWithin10sAfterTheBrokerIsBackAndInOrder(int size) throws Exception {
        String topic = "events-" + size;
        broker.createTopic(topic, 3, Map.of());
        start(topic, size);
        offer(Change.Type.ADDED, 0, OBJECTS, 1);
        await().atMost(SENT).until(() -> dispatcher.waiting() == 0);

        broker.stop();
        offer(Change.Type.MODIFIED, 0, OBJECTS, 2);
        await().during(AWAY.dividedBy(2)).atMost(AWAY).until(() -> dispatcher.waiting() > 0);
        offer(Change.Type.MODIFIED, 0, OBJECTS, 3);
        offer(Change.Type.DELETED, 0, DELETED, 4);
        await().during(AWAY.dividedBy(2)).atMost(AWAY).until(() -> dispatcher.waiting() > 0);
        broker.start();

        await().atMost(SENT).until(() -> dispatcher.waiting() == 0);
        List<ConsumerRecord<String, byte[]>> records = broker.records(topic);
        for (int object = 0; object < OBJECTS; object++) {
            String uid = "u" + object;
            List<String> told = records.stream()
                    .filter(record -> record.key().equals(uid))
                    .map(KafkaRecoveryIT::id)
                    .toList();
            String last = object < DELETED ? uid + "-deleted" : uid + "-3-modified";
            assertThat(told)
                    .startsWith(uid + "-1-added")
                    .isSortedAccordingTo(KafkaRecoveryIT::inOrder)
                    .endsWith(last);
        }
    }

    private void start(String topic, int size) throws Exception {
        context.getComponent("kafka", KafkaComponent.class).getConfiguration().setBrokers(broker.bootstrapServers());
        context.start();
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("r.yaml", """
                - route:
                    id: stream
                    errorHandler: { noErrorHandler: {} }
                    from:
                      uri: direct:stream
                      steps:
                        - to: kamelet:cloudevents-kafka-sink?topic=%s
                """.formatted(topic)));
        var delivery = new EventDelivery(
                new DirectRoute(context, "direct:stream", size),
                new EventSelection(Set.of(Change.Type.values()), Set.of()),
                EventDocument::of,
                true,
                () -> "urn:test",
                new DeliveryStatus("test", Clock.systemUTC()));
        dispatcher = new OrderedDispatcher(
                Executors.newScheduledThreadPool(size),
                new Backoff(
                        Subscription.FIRST_RETRY_MILLIS,
                        Subscription.LAST_RETRY_MILLIS,
                        new Jitter(() -> ThreadLocalRandom.current().nextDouble())),
                delivery,
                Executors.newSingleThreadExecutor(),
                event -> event,
                () -> {});
    }

    private void offer(Change.Type type, int from, int to, int version) {
        IntStream.range(from, to)
                .forEach(object -> dispatcher.offer(Events.event(type, "u" + object, version, position)));
    }

    private static String id(ConsumerRecord<String, byte[]> record) {
        return new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);
    }

    private static int inOrder(String one, String other) {
        return Integer.compare(version(one), version(other));
    }

    private static int version(String id) {
        return id.endsWith("-deleted") ? Integer.MAX_VALUE : Integer.parseInt(id.split("-")[1]);
    }
}
