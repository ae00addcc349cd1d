package dev.serai.cluster;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An answer of the API server whose body comes part by part, each when it is asked for. */
public final class ApiStream {

    private final HttpResponse<AsyncBody> response;
    private final CompletableFuture<Consumer<List<ByteBuffer>>> parts;

    private final @Nullable Duration silence;
    private volatile CompletableFuture<Void> awaited = new CompletableFuture<>();

    /** Ends when a part that was asked for does not come within {@code silence}; null where it may take its time. */
    ApiStream(
            HttpResponse<AsyncBody> response,
            CompletableFuture<Consumer<List<ByteBuffer>>> parts,
            @Nullable Duration silence) {
        this.response = response;
        this.parts = parts;
        this.silence = silence;
        response.body().done().whenComplete((done, failure) -> awaited.complete(null));
    }

    public int code() {
        return response.code();
    }

    /** All values of a header; empty when it is absent. */
    public List<String> header(String name) {
        return response.headers(name);
    }

    /** Who takes the parts; to be told before the first {@link #next}. */
    public void onPart(Consumer<List<ByteBuffer>> taker) {
        parts.complete(part -> {
            awaited.complete(null);
            taker.accept(part);
        });
    }

    /** Who hears of the end; the failure is null when all of it has come. */
    public void onEnd(Consumer<@Nullable Throwable> hearer) {
        response.body().done().whenComplete((done, failure) -> hearer.accept(failure));
    }

    /** All of the answer, which nobody else is to read then. */
    CompletableFuture<ApiAnswer> whole() {
        var bytes = new ByteArrayOutputStream();
        onPart(part -> {
            part.forEach(buffer -> {
                byte[] copy = new byte[buffer.remaining()];
                buffer.get(copy);
                bytes.writeBytes(copy);
            });
            next();
        });
        next();
        return response.body()
                .done()
                .thenApply(done -> new ApiAnswer(response.code(), response.headers(), bytes.toByteArray()));
    }

    /** Asks for the next part. */
    public void next() {
        if (silence != null && !response.body().done().isDone()) {
            var next = new CompletableFuture<Void>();
            awaited = next;
            next.orTimeout(silence.toNanos(), TimeUnit.NANOSECONDS).exceptionally(late -> {
                cancel();
                return null;
            });
        }
        response.body().consume();
    }

    /** Wants no more. */
    public void cancel() {
        response.body().cancel();
    }
}
