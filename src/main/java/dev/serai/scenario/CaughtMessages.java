package dev.serai.scenario;

import dev.serai.sink.http.WebhookTransport;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;

/** All that routes have sent to the outside, in its order. */
final class CaughtMessages implements WebhookTransport {

    // They stay within Serai, or are its own.
    private static final Set<String> WITHIN = Set.of(
            "bean",
            "browse",
            "class",
            "controlbus",
            "dataformat",
            "direct",
            "kamelet",
            "kube-cache",
            "kube-watch",
            "language",
            "log",
            "management",
            "master",
            "mock",
            "platform-http",
            "ref",
            "rest",
            "rest-api",
            "saga",
            "scheduler",
            "seda",
            "stub",
            "timer",
            "validator",
            "xslt");

    private final List<CaughtMessage> all = new ArrayList<>();
    private final Map<String, Integer> failing = new HashMap<>();

    /** Catches what is sent to endpoints of this context. */
    void catchIn(CamelContext context) {
        context.getCamelContextExtension()
                .registerEndpointCallback(
                        (uri, endpoint) -> isOutside(uri) ? new CaughtEndpoint(endpoint, this) : endpoint);
    }

    private static boolean isOutside(String uri) {
        String scheme = uri.replaceFirst(":.*", "");
        return !WITHIN.contains(scheme) && !scheme.startsWith("kubernetes-");
    }

    /** Lets the next {@code times} messages to a sink fail. */
    synchronized void fail(String uri, int times) {
        failing.put(uri, times);
    }

    /** All that matches, so far. */
    synchronized List<CaughtMessage> to(Predicate<String> uri) {
        return all.stream().filter(message -> uri.test(message.uri())).toList();
    }

    synchronized List<CaughtMessage> all() {
        return List.copyOf(all);
    }

    /** Waits until something more is caught than {@code before}, or the time is over. */
    synchronized void await(int before, long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = end - System.nanoTime(); all.size() <= before && left > 0; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** Takes what a route sends; throws where the sink is to fail. */
    void take(Endpoint endpoint, Exchange exchange) {
        Map<String, String> headers = new HashMap<>();
        exchange.getMessage().getHeaders().keySet().forEach(name -> {
            String value = exchange.getMessage().getHeader(name, String.class);
            if (value != null) {
                headers.put(name, value);
            }
        });
        String body = Objects.requireNonNullElse(exchange.getMessage().getBody(String.class), "");
        add(new CaughtMessage(SinkUri.plain(endpoint.getEndpointUri()), 0, headers, body));
    }

    @Override
    public CompletableFuture<HttpResponse<Void>> send(HttpRequest request) {
        var body = HttpResponse.BodySubscribers.ofByteArray();
        request.bodyPublisher()
                .ifPresentOrElse(
                        publisher -> publisher.subscribe(new Flow.Subscriber<ByteBuffer>() {
                            @Override
                            public void onSubscribe(Flow.Subscription subscription) {
                                body.onSubscribe(subscription);
                            }

                            @Override
                            public void onNext(ByteBuffer item) {
                                body.onNext(List.of(item));
                            }

                            @Override
                            public void onError(Throwable failure) {
                                body.onError(failure);
                            }

                            @Override
                            public void onComplete() {
                                body.onComplete();
                            }
                        }),
                        body::onComplete);
        return body.getBody().toCompletableFuture().thenApply(bytes -> {
            Map<String, String> headers = new HashMap<>();
            request.headers().map().forEach((name, values) -> headers.put(name, String.join(", ", values)));
            int code = 204;
            try {
                add(new CaughtMessage(request.uri().toString(), 0, headers, new String(bytes, StandardCharsets.UTF_8)));
            } catch (IllegalStateException e) {
                code = 503;
            }
            return new CaughtAnswer(code, request);
        });
    }

    private synchronized void add(CaughtMessage message) {
        for (Map.Entry<String, Integer> one : failing.entrySet()) {
            if (one.getValue() > 0 && SinkUri.matches(one.getKey(), message.uri())) {
                one.setValue(one.getValue() - 1);
                throw new IllegalStateException("the scenario lets this sink fail");
            }
        }
        all.add(message);
        notifyAll();
    }
}
