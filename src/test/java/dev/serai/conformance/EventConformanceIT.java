package dev.serai.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The guarantee of the events: per object at least once and in order, the last state and every delete, whatever stops
 * in between. A cluster is changed at random while one part after the other fails; then what the sinks took is compared
 * with what the API server said it did.
 *
 * <p>{@code -Dserai.it.seed=} repeats the changes of a run.
 */
@Timeout(300)
class EventConformanceIT {

    // 5,000 over the ten tests.
    private static final int CHANGES = 500;
    private static final Duration OUTAGE = Duration.ofSeconds(60);

    private static Stage stage;
    private static SeraiProcess serai;

    @BeforeAll
    static void start() {
        stage = new Stage();
        serai = stage.serai(stage.api.kubeconfig()).start().awaitReady(Cluster.STARTED);
        stage.fill();
    }

    @AfterAll
    static void stop() {
        stage.report("event-conformance");
        serai.close();
        stage.close();
    }

    @Test
    void nothingFails() {
        stage.under("none", CHANGES, () -> {});
    }

    @Test
    void seraiIsKilledAgainAndAgain() {
        stage.under("Serai killed 4 times", CHANGES, () -> {
            for (int kill = 0; kill < 4; kill++) {
                int before = stage.webhook.record().size();
                await().atMost(Cluster.STARTED)
                        .until(() -> stage.webhook.record().size() > before);
                stage.churn.awaitSteps(stage.random.nextInt(50));
                serai.kill();
                serai.start();
            }
        });
    }

    @Test
    void seraiIsDownWhilePodsGo() {
        stage.under("Serai down for 300 changes", CHANGES, () -> {
            serai.kill();
            long before = stage.truth.ended();
            stage.churn.awaitSteps(300);
            assertThat(stage.truth.ended() - before)
                    .as("pods that went meanwhile")
                    .isGreaterThan(10);
            serai.start();
        });
    }

    @Test
    void theApiServerIsKilled() {
        stage.under("API server killed 2 times", CHANGES, () -> {
            for (int kill = 0; kill < 2; kill++) {
                stage.churn.awaitSteps(100 + stage.random.nextInt(50));
                stage.api.stopApiServer();
                stage.api.startApiServer();
            }
        });
    }

    @Test
    void whatHappenedInADisconnectionIsForgotten() {
        stage.under("disconnected, etcd compacted", CHANGES, () -> {
            stage.churn.awaitSteps(50);
            stage.api.link().cut();
            stage.churn.awaitSteps(150);
            stage.api.compact();
            stage.api.stopApiServer();
            stage.api.startApiServerBehindClosedLink();
            stage.churn.awaitSteps(150);
            stage.api.compact();
            stage.api.link().resume();
        });
    }

    @Test
    void theConnectionGoesHalfOpen() {
        stage.under("connection half-open", CHANGES, () -> {
            stage.churn.awaitSteps(50);
            stage.api.link().strand();
        });
    }

    @Test
    void theWebhookIsSentTooMuch() {
        stage.under("webhook answers 429", CHANGES, () -> trouble(stage.webhook::refuseTooMany, 5));
    }

    @Test
    void theWebhookFailsNowAndThen() {
        stage.under("webhook answers 500", CHANGES, () -> trouble(stage.webhook::failNowAndThen, 200));
    }

    @Test
    void theWebhookDoesNotComeToAnswering() {
        stage.under("webhook times out", CHANGES, () -> trouble(stage.webhook::hang, 6));
    }

    @Test
    void theSinksAreAwayForAMinute() {
        stage.under("sinks gone for a minute", CHANGES, () -> {
            stage.churn.awaitSteps(50);
            stage.webhook.leave();
            stage.broker.stop();
            await().during(OUTAGE).atMost(OUTAGE.multipliedBy(2)).until(serai::isAlive);
            stage.broker.start();
            stage.webhook.recover();
        });
    }

    private static void trouble(Runnable fault, int requests) {
        int before = stage.webhook.troubles();
        fault.run();
        await().atMost(Cluster.STARTED).until(() -> stage.webhook.troubles() - before >= requests);
        stage.webhook.recover();
    }
}
