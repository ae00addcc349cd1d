package dev.serai.conformance;

import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.kafka.KafkaBroker;
import dev.serai.fixture.process.SeraiProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A cluster that never rests, a broker and a webhook: what stands on both sides of Serai while something fails. */
final class Stage implements AutoCloseable {

    private static final int PODS = 200;
    private static final int PER_SECOND = 40;
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final long SEED = Long.getLong("serai.it.seed", System.nanoTime());

    final KubeApi api = KubeApi.start();
    final KafkaBroker broker = KafkaBroker.create();
    final WebhookRecorder webhook = new WebhookRecorder();
    final Truth truth = new Truth();
    final Random random = new Random(SEED);
    final Churn churn = new Churn(new PodApi(api.client()), truth, PODS, SEED);
    private final TopicRecorder kafka = new TopicRecorder(broker, "pods");
    private final Reckoning reckoning = new Reckoning(api, truth, List.of(kafka, webhook));

    /** A Serai that sends what happens to both sinks, not started yet. */
    SeraiProcess serai(Path kubeconfig) {
        return SeraiProcess.with(Map.of(
                "KUBECONFIG", kubeconfig.toString(),
                "SERAI_EVENTS_KAFKA_BROKERS", broker.bootstrapServers(),
                "SERAI_EVENTS_KAFKA_TOPIC", kafka.topic(),
                "SERAI_EVENTS_WEBHOOK_URL", webhook.url(),
                "SERAI_EVENTS_WEBHOOK_SECRET", SECRET,
                // By default it is minutes.
                "SERAI_EVENTS_WEBHOOK_LONGEST_WAIT", "5s"));
    }

    /** Gives the cluster its pods. */
    void fill() {
        churn.start(10 * PER_SECOND);
        churn.awaitSteps(PODS);
        churn.stop();
        reckoning.reckon("the first pods", churn.steps(), 0);
    }

    /** Changes the cluster while {@code script} makes something fail, and at least so many times; then counts. */
    void under(String fault, int changes, Runnable script) {
        under(fault, changes, 0, script);
    }

    /** As {@link #under(String, int, Runnable)}, where so many events of each sink may come late. */
    void under(String fault, int changes, int late, Runnable script) {
        int before = churn.steps();
        churn.start(PER_SECOND);
        try {
            script.run();
            churn.awaitSteps(Math.max(0, changes - (churn.steps() - before)));
        } finally {
            churn.stop();
        }
        reckoning.reckon(fault, churn.steps() - before, late);
    }

    /** Prints what was counted, and keeps it in {@code target}. */
    void report(String name) {
        String report =
                "seed %d, %d changes of %d pods\n%s".formatted(SEED, churn.steps(), PODS, reckoning.scoreboard());
        System.out.println(report);
        try {
            Files.writeString(Path.of("target", name + ".txt"), report + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        churn.close();
        webhook.close();
        kafka.close();
        broker.close();
        api.close();
    }
}
