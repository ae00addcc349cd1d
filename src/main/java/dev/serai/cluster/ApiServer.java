package dev.serai.cluster;

import dev.serai.kube.StatusException;
import dev.serai.log.LoggedCause;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The API server in bytes: it takes a request and returns the answer, without a model in between. */
public final class ApiServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final String CONTENT_TYPE = "Content-Type";

    /** Every request ends within this time, answered or not, except streams. */
    public static final Duration DEADLINE = Duration.ofSeconds(30);

    private final HttpClient http;
    private final String url;
    private final Duration deadline;

    /** Uses the API server and the credentials of {@code client}. */
    public ApiServer(KubernetesClient client) {
        this(client, DEADLINE);
    }

    /** As {@link #ApiServer(KubernetesClient)}, with another time instead of {@link #DEADLINE}. */
    ApiServer(KubernetesClient client, Duration deadline) {
        this.http = ClusterClient.patientHttp(client);
        this.url = withoutTrailingSlash(client.getMasterUrl().toString());
        this.deadline = deadline;
    }

    @Override
    public void close() {
        http.close();
    }

    /**
     * Sends one request and waits for its answer, whatever its code. Requests other than GET are sent only once.
     *
     * @throws StatusException 503 if nothing was sent; 504 if something was sent and no answer came: nobody knows
     *     then whether a write took effect
     */
    public ApiAnswer send(ApiRequest request) {
        return send(request, deadline);
    }

    /** As {@link #send(ApiRequest)}, but waits no longer than {@code atMost}. */
    public ApiAnswer send(ApiRequest request, Duration atMost) {
        var body = new SentBody(request.body());
        try {
            return sendAsync(request, body, atMost).get();
        } catch (ExecutionException e) {
            LOG.warn("{} of {} got no answer from the API server: {}", request.method(), request.path(), reason(e));
            if (LOG.isDebugEnabled()) {
                LOG.debug("{} of {}: {}", request.method(), request.path(), LoggedCause.of(cause(e)));
            }
            throw body.isKeptBack() ? RequestFailure.unsent() : unanswered(request, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StatusException.outcomeUnknown();
        }
    }

    /** The answer for the caller after {@link #stream} or {@link #sendAsync} failed. */
    public static StatusException unanswered(ApiRequest request, @Nullable Throwable failure) {
        return RequestFailure.answer(request, failure);
    }

    /**
     * Sends one request; the answer's body can be read while it comes. A GET is sent again if its connection closes
     * before an answer. It fails if no answer begins in time. The body fails if it stops coming, unless the request is
     * for {@link ApiRequest#isEndless what may be silent}.
     */
    public CompletableFuture<ApiStream> stream(ApiRequest request) {
        return stream(request, deadline);
    }

    /** As {@link #stream(ApiRequest)}, but the answer must begin within {@code atMost}. */
    public CompletableFuture<ApiStream> stream(ApiRequest request, Duration atMost) {
        CompletableFuture<ApiStream> begun = mended(request, () -> begin(request, new SentBody(request.body())));
        if (request.isProxied()) {
            return begun;
        }
        // A copy: the late answer must still arrive here, so that it can be cancelled.
        CompletableFuture<ApiStream> inTime = begun.copy().orTimeout(atMost.toNanos(), TimeUnit.NANOSECONDS);
        begun.thenAccept(late -> {
            if (inTime.isCompletedExceptionally()) {
                late.cancel();
            }
        });
        return inTime;
    }

    /**
     * Sends one request. A GET or a review is sent again if its connection closes before an answer. It fails if the whole
     * answer is not there in time.
     */
    public CompletableFuture<ApiAnswer> sendAsync(ApiRequest request) {
        return sendAsync(request, new SentBody(request.body()), deadline);
    }

    private CompletableFuture<ApiAnswer> sendAsync(ApiRequest request, SentBody body, Duration atMost) {
        var answered = new CompletableFuture<ApiAnswer>();
        mended(request, () -> begin(request, body).thenCompose(begun -> {
                    answered.whenComplete((answer, failure) -> {
                        if (failure instanceof TimeoutException) {
                            begun.cancel();
                        }
                    });
                    return begun.whole();
                }))
                .whenComplete((answer, failure) -> {
                    if (failure == null) {
                        answered.complete(answer);
                    } else {
                        answered.completeExceptionally(failure);
                    }
                });
        return answered.orTimeout(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    private CompletableFuture<ApiStream> begin(ApiRequest request, SentBody body) {
        var parts = new CompletableFuture<Consumer<List<ByteBuffer>>>();
        // Of a review that is sent again, from its beginning.
        body.reset();
        return http.consumeBytes(
                        toHttp(request, body), (part, all) -> parts.join().accept(part))
                .thenApply(response -> new ApiStream(response, parts, request.isEndless() ? null : deadline));
    }

    // The API server may close a kept connection at the moment of its next use (RFC 9110, section 9.2.2).
    private static <T> CompletableFuture<T> mended(ApiRequest request, Supplier<CompletableFuture<T>> sending) {
        CompletableFuture<T> sent = sending.get();
        return request.isSafe()
                ? sent.exceptionallyCompose(failure ->
                        RequestFailure.isInVainAgain(failure) ? CompletableFuture.failedFuture(failure) : sending.get())
                : sent;
    }

    private HttpRequest toHttp(ApiRequest request, SentBody body) {
        HttpRequest.Builder message = http.newHttpRequestBuilder().uri(URI.create(url + request.pathAndQuery()));
        if (request.body() == null) {
            message.method(request.method(), null, null);
        } else {
            message.method(request.method(), request.headers().get(CONTENT_TYPE), body, request.body().length);
        }
        request.headers().forEach(message::setHeader);
        if (request.as() != null) {
            ImpersonationHeaders.addTo(message, request.as());
        }
        message.forStreaming();
        if (!request.isEndless()) {
            // Applies while nothing comes; it ends the connection too.
            message.timeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
        }
        return message.build();
    }

    private static String withoutTrailingSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static Throwable cause(ExecutionException e) {
        return Objects.requireNonNullElse(e.getCause(), e);
    }

    // Only the class: the message of a client exception may hold a URL.
    private static String reason(ExecutionException e) {
        return cause(e).getClass().getSimpleName();
    }
}
