package dev.serai.sink.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.fixture.http.WebhookReceiver;
import dev.serai.fixture.process.TestClock;
import dev.serai.sink.SinkContext;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a receiver does, a request to it ends, and what others are sent does not wait for it. */
@Timeout(60)
class WebhookDeadlineTest {

    @TempDir
    Path data;

    @ParameterizedTest
    @EnumSource(SlowReceiver.Way.class)
    void oneDeadlineHoldsForConnectAndRequestAndAnswerTogether(SlowReceiver.Way way) throws Exception {
        try (var receiver = new SlowReceiver(way);
                var serai = new SinkContext(data, new TestClock())) {
            serai.route("hook", Map.of("url", receiver.url(), "requestTimeout", "3s"));
            long begun = System.nanoTime();
            Exchange sent = serai.sendBody("hook", "e", new byte[16 * 1024 * 1024]);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
            assertThat(sent.getException())
                    .isInstanceOf(WebhookRefusal.class)
                    .hasMessageContaining("gave no whole answer in time; attempt 1 of 300");
            if (way == SlowReceiver.Way.SILENT || way == SlowReceiver.Way.DRIPS_BODY) {
                assertThat(receiver.isGivenUp()).isTrue();
            }
        }
    }

    @Test
    void oneThatTakesLongHoldsItsShareOfTheLanesAndNoMore() throws Exception {
        var open = new CountDownLatch(1);
        try (var slow = new WebhookReceiver();
                var quick = new WebhookReceiver();
                var serai = new SinkContext(data, Clock.systemUTC())) {
            slow.answerWith(request -> {
                hold(open);
                return 200;
            });
            serai.load("r.yaml", """
                    - route:
                        id: hooks
                        errorHandler: { noErrorHandler: {} }
                        from:
                          uri: direct:hooks
                          steps:
                            - setProperty: { name: CamelKubeWatchLanes, simple: { expression: "4", resultType: int } }
                            - choice:
                                when:
                                  - simple: "${header.CamelCloudEventID} starts with 'slow'"
                                    steps:
                                      - to: kamelet:signed-webhook-sink?url=%sslow
                                otherwise:
                                  steps:
                                    - to: kamelet:signed-webhook-sink?url=%squick
                    """.formatted(slow.url(), quick.url()));
            List<CompletableFuture<Exchange>> lanes = IntStream.range(0, 4)
                    .mapToObj(lane -> CompletableFuture.supplyAsync(
                            () -> serai.send("hooks", "slow" + lane), command -> new Thread(command).start()))
                    .toList();
            // Two lanes are free again although the receiver has not answered, and what comes next does not stay
            // either.
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            lanes.stream().filter(CompletableFuture::isDone).count() >= 2);
            assertThat(serai.send("hooks", "slow9").getException()).isInstanceOf(WebhookRefusal.class);
            // One that may have been lost is sent once more; no other event was sent.
            Map<String, Long> sent = slow.received().stream()
                    .collect(Collectors.groupingBy(
                            request -> request.header("Webhook-id").orElse(""), Collectors.counting()));
            assertThat(sent).hasSizeLessThanOrEqualTo(5);
            assertThat(sent.values()).allMatch(times -> times <= 2);
            assertThat(serai.send("hooks", "quick").getException()).isNull();
            open.countDown();
            await().until(() -> lanes.stream().allMatch(CompletableFuture::isDone));
            assertThat(lanes)
                    .filteredOn(lane -> lane.join().getException() == null)
                    .hasSizeBetween(1, 2);
            assertThat(serai.deadLetters.list(9)).isEmpty();
        } finally {
            open.countDown();
        }
    }

    private static void hold(CountDownLatch open) {
        try {
            open.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
