package dev.serai.event.ledger;

import static dev.serai.event.delivery.Events.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.fixture.kafka.KafkaBroker;
import dev.serai.store.KafkaClients;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The ledger in a topic of a real broker, as replicas find it. */
class KafkaLedgerIT {

    private static KafkaBroker kafka;

    @TempDir
    Path directory;

    private String topic;

    @BeforeAll
    static void start() {
        kafka = KafkaBroker.create();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @BeforeEach
    void name(TestInfo test) {
        topic = test.getTestMethod().orElseThrow().getName();
    }

    @Test
    void anotherReplicaGoesOnFromIt() {
        try (Ledger first = replica("a")) {
            Ledger.Position position = first.position("orders", "pods");
            assertThat(position.begun()).isFalse();
            position.begin();
            position.announce(entry("u-1", "7", Ledger.State.MODIFIED_ANNOUNCED));
            position.remember(entry("u-2", "8", Ledger.State.DELIVERED));
            position.remember(entry("u-3", "9", Ledger.State.DELIVERED));
            position.forget("u-3");
            position.histories(2);
            first.position("bills", "pods").announce(entry("u-4", "1", Ledger.State.DELIVERED));
        }
        try (Ledger second = replica("b")) {
            Ledger.Position position = second.position("orders", "pods");
            assertThat(position.begun()).isTrue();
            position.begin();
            assertThat(position.histories()).isEqualTo(2);
            assertThat(position.get("u-1"))
                    .usingRecursiveComparison()
                    .isEqualTo(entry("u-1", "7", Ledger.State.MODIFIED_ANNOUNCED));
            assertThat(position.entries()).extracting(Ledger.Entry::uid).containsExactlyInAnyOrder("u-1", "u-2");
            assertThat(second.position("bills", "pods").begun()).isFalse();
        }
    }

    @Test
    void whoeverHadTheSubscriptionBeforeCannotMoveItBack() {
        try (Ledger paused = replica("a");
                Ledger next = replica("b")) {
            Ledger.Position old = paused.position("orders", "pods");
            old.announce(entry("u-1", "7", Ledger.State.DELIVERED));
            Ledger.Position now = next.position("orders", "pods");
            now.announce(entry("u-1", "8", Ledger.State.DELIVERED));

            assertThatThrownBy(() -> old.announce(entry("u-1", "7", Ledger.State.DELIVERED)))
                    .isInstanceOf(LedgerLostException.class);
            assertThatThrownBy(() -> old.remember(entry("u-1", "7", Ledger.State.DELIVERED)))
                    .isInstanceOf(LedgerLostException.class);
            now.announce(entry("u-2", "9", Ledger.State.DELIVERED));
        }
        try (Ledger third = replica("c")) {
            assertThat(third.position("orders", "pods").get("u-1").resourceVersion())
                    .isEqualTo("8");
            assertThat(third.position("orders", "pods").get("u-2")).isNotNull();
        }
    }

    @Test
    void anAnnouncementIsInTheTopicBeforeItReturns() {
        try (Ledger killed = replica("a");
                Ledger next = replica("b")) {
            killed.position("orders", "pods").announce(entry("u-1", "7", Ledger.State.ADDED_ANNOUNCED));
            // Nothing is closed: as after kill -9.
            assertThat(next.position("orders", "pods").get("u-1").state()).isEqualTo(Ledger.State.ADDED_ANNOUNCED);
        }
    }

    @Test
    void theTopicIsMadeCompacted() throws Exception {
        try (Ledger ledger = replica("a");
                var admin = Admin.create(Map.of("bootstrap.servers", (Object) kafka.bootstrapServers()))) {
            ledger.position("orders", "pods").begin();
            var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            assertThat(admin.describeConfigs(List.of(resource))
                            .all()
                            .get()
                            .get(resource)
                            .get("cleanup.policy")
                            .value())
                    .isEqualTo("compact");
        }
    }

    @Test
    void aLargeObjectFits() {
        String large = "x".repeat(3 << 20);
        try (Ledger ledger = replica("a")) {
            ledger.position("orders", "pods")
                    .announce(new Ledger.Entry("u-1", "7", "/p", Ledger.State.DELIVERED, bytes(large), null));
        }
        try (Ledger ledger = replica("b")) {
            assertThat(ledger.position("orders", "pods").get("u-1").document()).isEqualTo(bytes(large));
        }
    }

    @Test
    void anObjectThatTheTopicIsTooSmallForEndsNothingAndIsRememberedByItsNames() {
        kafka.createTopic(topic, 1, Map.of("cleanup.policy", "compact", "max.message.bytes", "5000"));
        var noise = new StringBuilder();
        new Random(7).ints(40_000, 'a', 'z').forEach(letter -> noise.append((char) letter));
        String large = """
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"large","uid":"u-1","labels":{"a":"%s"}},"data":{}}\
            """.formatted(noise);
        try (Ledger ledger = replica("a")) {
            Ledger.Position position = ledger.position("orders", "pods");
            position.remember(entry("u-2", "8", Ledger.State.DELIVERED));
            position.announce(
                    new Ledger.Entry("u-1", "7", "/p", Ledger.State.MODIFIED_ANNOUNCED, bytes(large), bytes(large)));
            position.announce(entry("u-3", "9", Ledger.State.DELIVERED));
            assertThat(position.get("u-1").document()).isEqualTo(bytes(large));
        }
        try (Ledger ledger = replica("b")) {
            Ledger.Position position = ledger.position("orders", "pods");
            assertThat(position.entries()).extracting(Ledger.Entry::uid).containsExactlyInAnyOrder("u-1", "u-2", "u-3");
            assertThat(position.get("u-1").document())
                    .isEqualTo(
                            bytes(
                                    "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"large\",\"uid\":\"u-1\"}}"));
            assertThat(position.get("u-1").state()).isEqualTo(Ledger.State.MODIFIED_ANNOUNCED);
        }
    }

    @Test
    void aBrokerThatAsksWhoIsThereIsToldAsByTheSinks() {
        try (KafkaBroker broker = KafkaBroker.askingWho()) {
            var configuration = new KafkaConfiguration();
            configuration.setSecurityProtocol("SASL_PLAINTEXT");
            configuration.setSaslMechanism("PLAIN");
            configuration.setSaslJaasConfig(
                    "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" password=\"p\";");
            var kafkaLedger =
                    LedgerConfiguration.parse("kafka:" + topic, broker.bootstrapServers(), directory.resolve("a"));
            try (Ledger ledger = kafkaLedger.open(new KafkaClients(() -> configuration))) {
                ledger.position("orders", "pods").announce(entry("u-1", "7", Ledger.State.DELIVERED));
            }
            assertThat(broker.records(topic)).extracting(record -> record.key()).contains("orders pods u-1");
            configuration.setSaslJaasConfig(
                    "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" password=\"q\";");
            try (Ledger ledger = kafkaLedger.open(new KafkaClients(() -> configuration))) {
                assertThatThrownBy(() -> ledger.position("orders", "pods"))
                        .hasRootCauseInstanceOf(SaslAuthenticationException.class);
            }
        }
    }

    private Ledger replica(String name) {
        return LedgerConfiguration.parse("kafka:" + topic, kafka.bootstrapServers(), directory.resolve(name))
                .open(new KafkaClients(KafkaConfiguration::new));
    }

    private static Ledger.Entry entry(String uid, String version, Ledger.State state) {
        byte[] before = state == Ledger.State.DELIVERED ? null : bytes("{\"before\":1}");
        return new Ledger.Entry(uid, version, "/api/v1/namespaces/shop/pods/a", state, bytes("{}"), before);
    }
}
