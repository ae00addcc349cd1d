package dev.serai.event.ledger;

import dev.serai.store.KafkaClients;
import java.nio.file.Path;

/**
 * Where the ledger is: {@code serai.ledger}.
 *
 * @param topic the compacted topic; empty for a file
 * @param brokers the bootstrap servers of the topic; empty for a file
 * @param directory the directory of the file
 */
public record LedgerConfiguration(String topic, String brokers, Path directory) {

    private static final String FILE = "file:";
    private static final String KAFKA = "kafka:";
    private static final String BROKERS = "?brokers=";

    /**
     * Reads the setting. {@code brokers} serve a topic that names none itself. {@code data} has room for a copy of the
     * topic.
     *
     * @throws IllegalArgumentException if it is neither {@code file:<directory>} nor {@code kafka:<topic>}
     */
    public static LedgerConfiguration parse(String setting, String brokers, Path data) {
        if (setting.startsWith(FILE) && setting.length() > FILE.length()) {
            return new LedgerConfiguration("", "", Path.of(setting.substring(FILE.length())));
        }
        if (!setting.startsWith(KAFKA)) {
            throw bad(setting);
        }
        int query = setting.indexOf(BROKERS);
        String topic = setting.substring(KAFKA.length(), query < 0 ? setting.length() : query);
        String named = query < 0 ? brokers : setting.substring(query + BROKERS.length());
        if (topic.isEmpty() || topic.indexOf('?') >= 0) {
            throw bad(setting);
        }
        if (named.isEmpty()) {
            throw new IllegalArgumentException(
                    "serai.ledger is '%s' and nothing says where: add ?brokers=host:port, or set serai.events.kafka.brokers or camel.component.kafka.brokers"
                            .formatted(setting));
        }
        return new LedgerConfiguration(topic, named, data);
    }

    /** Opens the ledger. A topic is not asked for anything yet; {@code kafka} knows how to reach it. */
    public Ledger open(KafkaClients kafka) {
        FileLedger file = FileLedger.open(directory);
        return isShared() ? new KafkaLedger(() -> kafka.connection(brokers), topic, file) : file;
    }

    /** Whether another replica can resume from it. */
    public boolean isShared() {
        return !topic.isEmpty();
    }

    /**
     * Checks that {@code serai.events.lease} fits this ledger; empty means no lease.
     *
     * @throws IllegalArgumentException if the next holder of the lease could not resume from this ledger
     */
    public void checkLease(String lease) {
        if (!lease.isEmpty() && !isShared()) {
            throw new IllegalArgumentException(
                    "serai.events.lease is set, but no other replica can go on from a file; set serai.ledger=kafka:<topic>");
        }
    }

    /**
     * Checks that what {@code serai.node} says fits: each Serai then knows, and publishes, the pods of its own node only.
     *
     * @param node the node; empty for all
     * @param lease {@code serai.events.lease}; empty for none
     * @throws IllegalArgumentException if one Serai would publish for others whose pods it does not know, or take
     *     their pods for deleted ones
     */
    public void checkNode(String node, String lease) {
        if (node.isEmpty()) {
            return;
        }
        if (!lease.isEmpty()) {
            throw new IllegalArgumentException(
                    "serai.events.lease is '%s' and serai.node is '%s': the holder would publish the pods of its own node, and nobody those of the others; leave serai.events.lease empty"
                            .formatted(lease, node));
        }
        if (isShared() && !topic.contains(node)) {
            throw new IllegalArgumentException(
                    "serai.ledger is '%s%s' and serai.node is '%s': in a topic for several nodes, what is on another one would be taken for deleted; name one for each node, such as kafka:%s-%s"
                            .formatted(KAFKA, topic, node, topic, node));
        }
    }

    private static IllegalArgumentException bad(String setting) {
        return new IllegalArgumentException(
                "serai.ledger is '%s'; it is file:<directory> or kafka:<topic>".formatted(setting));
    }
}
