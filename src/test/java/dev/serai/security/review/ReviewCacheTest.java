package dev.serai.security.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.kube.StatusException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReviewCacheTest {

    private final AtomicLong now = new AtomicLong();
    private final ReviewCache<String, String> cache =
            new ReviewCache<>(Duration.ofSeconds(10), Duration.ofSeconds(100), now::get);
    private final List<Promise<String>> asked = new ArrayList<>();

    @Test
    void aThousandCallersAskOnce() {
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            answers.add(get());
        }
        assertThat(asked).hasSize(1);

        asked.get(0).complete("yes");

        assertThat(answers).allSatisfy(answer -> assertThat(answer.result()).isEqualTo("yes"));
        assertThat(get().result()).isEqualTo("yes");
        assertThat(asked).hasSize(1);
    }

    @Test
    void anAnswerHoldsUntilItIsOldAndNoLonger() {
        answer("yes");
        pass(Duration.ofSeconds(10).minusNanos(1));
        assertThat(get().result()).isEqualTo("yes");
        pass(Duration.ofNanos(1));

        Future<String> again = get();

        assertThat(again.isComplete()).isFalse();
        asked.get(1).complete("no");
        assertThat(again.result()).isEqualTo("no");
    }

    @Test
    void anOldAnswerHoldsWhileNobodyCanBeAsked() {
        answer("yes");
        pass(Duration.ofSeconds(50));

        Future<String> inOutage = get();
        asked.get(1).fail(new Unanswered());

        assertThat(inOutage.result()).isEqualTo("yes");
    }

    @Test
    void inAnOutageItIsAskedOnceASecond() {
        answer("yes");
        pass(Duration.ofSeconds(50));
        get();
        asked.get(1).fail(new Unanswered());

        pass(Duration.ofMillis(999));
        assertThat(get().result()).isEqualTo("yes");
        assertThat(asked).hasSize(2);
        pass(Duration.ofMillis(1));
        assertThat(get().isComplete()).isFalse();
        assertThat(asked).hasSize(3);
    }

    @Test
    void anOutageThatLastsEndsIt() {
        answer("yes");
        pass(Duration.ofSeconds(100));

        Future<String> tooLate = get();
        asked.get(1).fail(new Unanswered());

        assertThat(tooLate.failed()).isTrue();
    }

    @Test
    void aRefusalToAnswerIsNoOutage() {
        answer("yes");
        pass(Duration.ofSeconds(50));

        Future<String> refused = get();
        asked.get(1).fail(new IllegalStateException("no right to ask"));

        assertThat(refused.failed()).isTrue();
    }

    @Test
    void whoWasNeverAskedForHasNoAnswer() {
        Future<String> first = get();
        asked.get(0).fail(new Unanswered());

        assertThat(first.failed()).isTrue();
        get();
        assertThat(asked).hasSize(2);
    }

    @Test
    void whoeverAsksMuchLosesItsOwnAnswersOnly() {
        answer("yes");
        for (int i = 0; i < 30_000; i++) {
            get("guess " + i, "eve");
            asked.get(asked.size() - 1).complete("no");
        }
        for (int i = 0; i < 30_000; i++) {
            get("known " + i, "bob");
            asked.get(asked.size() - 1).complete("yes");
        }

        assertThat(get().result()).isEqualTo("yes");
        assertThat(cache.size()).isEqualTo(20_000);
        int before = asked.size();
        assertThat(get("known 29999", "bob").result()).isEqualTo("yes");
        assertThat(asked).hasSize(before);
        get("known 0", "bob");
        assertThat(asked).hasSize(before + 1);
    }

    @Test
    void oneCannotTakeAllThatMayBeAsked() {
        for (int i = 0; i < 200; i++) {
            assertThat(get("guess " + i, "eve").isComplete()).isFalse();
        }

        assertThat(get("one more", "eve").cause()).isInstanceOfSatisfying(StatusException.class, refusal -> assertThat(
                        refusal.status().getCode())
                .isEqualTo(429));
        assertThat(get("question", "ada").isComplete()).isFalse();
        asked.get(0).complete("no");
        assertThat(get("one more", "eve").isComplete()).isFalse();
    }

    @Test
    void allTogetherCannotAskWithoutBound() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(get("guess " + i, "address " + i).isComplete()).isFalse();
        }

        assertThat(get("question", "ada").failed()).isTrue();
        assertThat(get("guess 7", "ada").isComplete()).isFalse();
        asked.forEach(promise -> promise.fail(new Unanswered()));
        assertThat(get("question", "ada").isComplete()).isFalse();
        assertThat(cache.size()).isZero();
    }

    private void answer(String text) {
        get();
        asked.get(0).complete(text);
    }

    private Future<String> get() {
        return get("question", "ada");
    }

    private Future<String> get(String question, String asker) {
        return cache.get(question, asker, answer -> answer.equals("no") ? "" : asker, () -> {
            Promise<String> promise = Promise.promise();
            asked.add(promise);
            return promise.future();
        });
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
