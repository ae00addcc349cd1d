package dev.serai.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** As {@link EventConformanceIT}, with two replicas of which one publishes, and a ledger in Kafka. */
@Timeout(600)
class PublisherConformanceIT {

    private static final int CHANGES = 300;
    // One event a lane, which may come after another of its object and after one of the name's next bearer.
    private static final int LATE = 2 * 4;
    private static final Duration TAKEN_OVER = Duration.ofSeconds(120);
    private static final Duration OUTAGE = Duration.ofSeconds(60);

    private static Stage stage;
    // The first one's connection may fail, the second one's does not.
    private static SeraiProcess first;
    private static SeraiProcess second;

    @BeforeAll
    static void start() {
        stage = new Stage();
        first = replica(stage.serai(stage.api.kubeconfig()));
        second = replica(stage.serai(stage.api.directKubeconfig()));
        first.start().awaitReady(Cluster.STARTED);
        stage.fill();
    }

    @AfterAll
    static void stop() {
        stage.report("publisher-conformance");
        second.close();
        first.close();
        stage.close();
    }

    /** The first one publishes, and the second one waits. */
    @BeforeEach
    void beginWithTheFirst() {
        if (second.isAlive()) {
            second.kill();
        }
        if (!first.isAlive()) {
            first.start();
        }
        stage.under("the first one publishes again", 20, PublisherConformanceIT::awaitProgress);
        second.start().awaitReady(Cluster.STARTED);
    }

    @Test
    void thePublisherIsKilled() {
        stage.under("publisher killed 2 times", CHANGES, () -> {
            stage.churn.awaitSteps(stage.random.nextInt(100));
            first.kill();
            awaitProgress();
            first.start().awaitReady(Cluster.STARTED);
            stage.churn.awaitSteps(stage.random.nextInt(100));
            second.kill();
            awaitProgress();
        });
    }

    /** Its ledger is fenced, a sink cannot be: what each lane was about to send goes out when it goes on. */
    @Test
    void thePublisherIsPausedBeyondItsLease() {
        stage.under("publisher paused", CHANGES, LATE, () -> {
            stage.churn.awaitSteps(stage.random.nextInt(100));
            signal("STOP", first);
            try {
                awaitProgress();
                stage.churn.awaitSteps(100);
            } finally {
                signal("CONT", first);
            }
        });
    }

    @Test
    void theNextPublisherLagsBehind() {
        stage.under("publisher killed, next lags", CHANGES, () -> {
            first.kill();
            awaitProgress();
            first.start().awaitReady(Cluster.STARTED);
            // What the second one publishes from here on, the first one does not hear of.
            stage.api.link().strand();
            stage.churn.awaitSteps(100);
            second.kill();
            awaitProgress();
        });
    }

    @Test
    void sinksAndLedgerAreAwayForAMinute() {
        stage.under("sinks and ledger gone a minute", CHANGES, () -> {
            stage.churn.awaitSteps(50);
            stage.webhook.leave();
            stage.broker.stop();
            await().during(OUTAGE).atMost(OUTAGE.multipliedBy(2)).until(first::isAlive);
            stage.broker.start();
            stage.webhook.recover();
        });
    }

    private static SeraiProcess replica(SeraiProcess serai) {
        return serai.set("SERAI_EVENTS_LEASE", "serai").set("SERAI_LEDGER", "kafka:serai.ledger");
    }

    private static void awaitProgress() {
        int before = stage.webhook.record().size();
        await().atMost(TAKEN_OVER).until(() -> stage.webhook.record().size() > before + 8);
    }

    private static void signal(String name, SeraiProcess process) {
        try {
            assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
