package dev.serai.security.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReviewPaceTest {

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong now = new AtomicLong(7);
    private final ReviewPace pace = new ReviewPace(vertx, 50, now::get);

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void oneGoesAndOthersWaitForTheirTurn() {
        assertThat(pace.turn().succeeded()).isTrue();
        List<Future<Void>> others = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            others.add(pace.turn());
        }
        assertThat(others.get(4).isComplete()).isFalse();
        await().untilAsserted(() -> assertThat(others).allMatch(Future::succeeded));
    }

    @Test
    void aTurnIsNotKeptForLater() {
        now.addAndGet(Duration.ofSeconds(10).toNanos());

        assertThat(pace.turn().succeeded()).isTrue();
        assertThat(pace.turn().isComplete()).isFalse();
    }
}
