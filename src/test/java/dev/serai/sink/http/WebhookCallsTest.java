package dev.serai.sink.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fixture.process.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which of the calls that a receiver does not answer are made once more, and when. */
class WebhookCallsTest {

    private final TestClock clock = new TestClock();
    private final WebhookCalls calls = new WebhookCalls(clock);

    @Test
    void whereNothingIsAnsweredOneOfThoseThatWaitAsksEveryFourSeconds() {
        WebhookCall one = begun();
        WebhookCall other = begun();
        clock.advanceMillis(3_999);
        assertThat(calls.mayAskAgain(one)).isFalse();
        clock.advanceMillis(1);
        assertThat(calls.mayAskAgain(one)).isTrue();
        assertThat(calls.mayAskAgain(other)).isFalse();
        clock.advance(Duration.ofSeconds(4));
        assertThat(calls.mayAskAgain(other)).isTrue();
        assertThat(calls.mayAskAgain(one)).isFalse();
    }

    @Test
    void nobodyAsksAgainWhereAnotherEventHasJustAsked() {
        WebhookCall one = begun();
        clock.advance(Duration.ofSeconds(3));
        begun();
        clock.advance(Duration.ofSeconds(3));
        assertThat(calls.mayAskAgain(one)).isFalse();
    }

    @Test
    void whereOthersAreAnsweredEachAsksForItselfLater() {
        WebhookCall one = begun();
        WebhookCall other = begun();
        clock.advance(Duration.ofSeconds(4));
        calls.end(begun(), true);
        assertThat(calls.mayAskAgain(one)).isFalse();
        clock.advance(Duration.ofSeconds(4));
        assertThat(calls.mayAskAgain(one)).isTrue();
        assertThat(calls.mayAskAgain(other)).isTrue();
        assertThat(calls.mayAskAgain(other)).isFalse();
    }

    @Test
    void aReceiverThatTakesLongIsNotAskedTwiceForOneEvent() {
        answeredAfter(Duration.ofSeconds(10));
        WebhookCall next = begun();
        clock.advance(Duration.ofSeconds(9));
        assertThat(calls.mayAskAgain(next)).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(calls.mayAskAgain(next)).isTrue();
    }

    @Test
    void aReceiverIsAsQuickAsWithTheRequestThatItAnswered() {
        WebhookCall lost = begun();
        clock.advance(Duration.ofSeconds(4));
        assertThat(calls.mayAskAgain(lost)).isTrue();
        calls.answered(lost, clock.instant());
        calls.end(lost, true);
        WebhookCall next = begun();
        clock.advance(Duration.ofSeconds(4));
        assertThat(calls.mayAskAgain(next)).isTrue();
    }

    @Test
    void oneThatDoesNotAnswerIsSentNoMoreAtATimeThanItsShare() {
        WebhookCall one = begun(2);
        WebhookCall other = begun(2);
        begun(2);
        clock.advance(WebhookCalls.SLOW);
        assertThat(calls.begin(call(2))).isFalse();
        assertThat(calls.mayGoOn(one, WebhookCalls.SLOW)).isTrue();
        calls.end(one, false);
        assertThat(calls.begin(call(2))).isFalse();
        calls.end(other, false);
        assertThat(calls.begin(call(2))).isTrue();
    }

    @Test
    void oneThatAnswersMayHaveAllLanesAgain() {
        begun(1);
        clock.advance(WebhookCalls.SLOW);
        calls.end(begun(2), true);
        for (int lane = 0; lane < 9; lane++) {
            begun(1);
        }
    }

    private void answeredAfter(Duration time) {
        WebhookCall call = begun();
        clock.advance(time);
        calls.answered(call, call.started());
        calls.end(call, true);
    }

    private WebhookCall begun() {
        return begun(9);
    }

    private WebhookCall begun(int share) {
        WebhookCall call = call(share);
        assertThat(calls.begin(call)).isTrue();
        return call;
    }

    private WebhookCall call(int share) {
        clock.advanceMillis(1);
        return new WebhookCall("r", share, clock.instant(), calls, asking -> false);
    }
}
