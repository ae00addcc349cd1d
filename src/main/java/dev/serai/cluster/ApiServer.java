package dev.serai.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayInputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The API server as bytes: a request goes out and its answer comes back without a model in between. */
public final class ApiServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final int RETRY_AFTER_SECONDS = 1;
    // A connection that could not be made carried nothing; of any other failure nobody can say so.
    private static final List<Class<? extends Exception>> NEVER_SENT = List.of(
            ConnectException.class,
            NoRouteToHostException.class,
            UnknownHostException.class,
            SSLHandshakeException.class);
    private static final List<Class<? extends Exception>> IN_VAIN_AGAIN = Stream.concat(
                    NEVER_SENT.stream(), Stream.of(TimeoutException.class))
            .toList();
    private static final String CONTENT_TYPE = "Content-Type";

    private final HttpClient http;
    private final String url;

    /** Speaks to the API server that {@code client} speaks to, with the same credentials. */
    public ApiServer(KubernetesClient client) {
        http = ClusterClient.patientHttp(client);
        url = withoutTrailingSlash(client.getMasterUrl().toString());
    }

    @Override
    public void close() {
        http.close();
    }

    /**
     * Sends one request and waits for its answer, whatever its code. What is no GET is sent once.
     *
     * @throws StatusException 503 if nothing was sent, 504 if something was and no answer came: nobody knows then
     *     whether it took effect
     */
    public ApiAnswer send(ApiRequest request) {
        try {
            return sendAsync(request).get();
        } catch (ExecutionException e) {
            LOG.warn("{} of {} got no answer from the API server: {}", request.method(), request.path(), reason(e));
            throw isCausedBy(e.getCause(), NEVER_SENT)
                    ? StatusException.unavailable(
                            "the API server cannot be reached; nothing was sent to it", RETRY_AFTER_SECONDS)
                    : StatusException.outcomeUnknown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StatusException.outcomeUnknown();
        }
    }

    // Causes only: a failure that was suppressed does not tell what became of the request.
    private static boolean isCausedBy(Throwable failure, List<Class<? extends Exception>> types) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause -> types.stream().anyMatch(type -> type.isInstance(cause)));
    }

    /**
     * Sends one request; the answer's body is read while it comes. A GET whose connection is closed before an answer is
     * sent once more; fails with what went wrong if none comes.
     */
    public CompletableFuture<ApiStream> stream(ApiRequest request) {
        return mended(request, () -> {
            var parts = new CompletableFuture<Consumer<List<ByteBuffer>>>();
            return http.consumeBytes(
                            toHttp(request, true), (part, body) -> parts.join().accept(part))
                    .thenApply(response -> new ApiStream(response, parts));
        });
    }

    /**
     * Sends one request. A GET whose connection is closed before an answer is sent once more; fails with what went wrong
     * if none comes.
     */
    public CompletableFuture<ApiAnswer> sendAsync(ApiRequest request) {
        return mended(request, () -> http.sendAsync(toHttp(request, false), byte[].class)
                .thenApply(ApiServer::answer));
    }

    // The API server may close a kept connection just when it is used again (RFC 9110, section 9.2.2).
    private static <T> CompletableFuture<T> mended(ApiRequest request, Supplier<CompletableFuture<T>> sending) {
        CompletableFuture<T> sent = sending.get();
        return request.method().equals("GET")
                ? sent.exceptionallyCompose(failure ->
                        isCausedBy(failure, IN_VAIN_AGAIN) ? CompletableFuture.failedFuture(failure) : sending.get())
                : sent;
    }

    private static ApiAnswer answer(HttpResponse<byte[]> response) {
        byte[] body = response.body() == null ? new byte[0] : response.body();
        return new ApiAnswer(response.code(), response.headers(), body);
    }

    private HttpRequest toHttp(ApiRequest request, boolean streaming) {
        HttpRequest.Builder message = http.newHttpRequestBuilder().uri(URI.create(url + request.pathAndQuery()));
        byte[] body = request.body();
        if (body == null) {
            message.method(request.method(), null, null);
        } else {
            message.method(
                    request.method(), request.headers().get(CONTENT_TYPE), new ByteArrayInputStream(body), body.length);
        }
        request.headers().forEach(message::setHeader);
        if (streaming) {
            message.forStreaming();
        }
        return message.build();
    }

    private static String withoutTrailingSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    // The class only: the message of a client exception may hold a URL.
    private static String reason(ExecutionException e) {
        return e.getCause().getClass().getSimpleName();
    }
}
