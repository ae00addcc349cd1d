package dev.serai.conformance;

import dev.serai.fixture.http.Received;
import dev.serai.fixture.http.TcpLink;
import dev.serai.fixture.http.WebhookReceiver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A webhook that can be unwell in the ways that webhooks are. */
final class WebhookRecorder implements DeliveryRecorder, AutoCloseable {

    private final WebhookReceiver receiver = new WebhookReceiver();
    private final TcpLink link = TcpLink.open(receiver.port());
    private final List<Delivery> taken = new CopyOnWriteArrayList<>();
    private final AtomicInteger troubles = new AtomicInteger();
    private volatile CountDownLatch patience = new CountDownLatch(0);

    WebhookRecorder() {
        recover();
    }

    String url() {
        return "http://127.0.0.1:" + link.port() + "/hook";
    }

    /** Takes what comes. */
    void recover() {
        receiver.answerWith(this::take);
        link.resume();
        patience.countDown();
    }

    /** Answers 429, and says when to come again. */
    void refuseTooMany() {
        answerWith(request -> 429, Map.of("Retry-After", "1"));
    }

    /** Every second time it fails: half of that before it has taken the event, half after. */
    void failNowAndThen() {
        var count = new AtomicInteger();
        Function<Received, Integer> answer = request -> switch (count.getAndIncrement() % 4) {
            case 0 -> 500;
            case 2 -> {
                take(request);
                yield 500;
            }
            default -> take(request);
        };
        answerWith(answer, Map.of());
    }

    /** Takes each event, and does not come to answering before it recovers. */
    void hang() {
        patience = new CountDownLatch(1);
        answerWith(
                request -> {
                    int status = take(request);
                    try {
                        patience.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return status;
                },
                Map.of());
    }

    /** Closes its port. */
    void leave() {
        link.cut();
    }

    /** How many requests it has answered while it was unwell. */
    int troubles() {
        return troubles.get();
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public List<Delivery> record() {
        return List.copyOf(taken);
    }

    @Override
    public void close() {
        recover();
        link.close();
        receiver.close();
    }

    private void answerWith(Function<Received, Integer> status, Map<String, String> headers) {
        receiver.answerWith(
                request -> {
                    troubles.incrementAndGet();
                    return status.apply(request);
                },
                headers);
    }

    private int take(Received request) {
        taken.add(new Delivery(
                request.header("ce-id").orElse(null),
                request.header("ce-source").orElse(null),
                request.header("ce-type").orElse(null),
                request.header("ce-subject").orElse(null),
                request.body()));
        return 200;
    }
}
