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

/** An answer of the API server whose body comes in parts, each on demand. */
public final class ApiStream {

    private final HttpResponse<AsyncBody> response;
    private final CompletableFuture<Consumer<List<ByteBuffer>>> parts;

    private final @Nullable Duration silence;
    private volatile CompletableFuture<Void> awaited = new CompletableFuture<>();

    /** The body fails if a requested part does not come within {@code silence}; null for no limit. */
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

    /** All values of a header; empty if it is absent. */
    public List<String> header(String name) {
        return response.headers(name);
    }

    /** Sets who takes the parts; call it before the first {@link #next}. */
    public void onPart(Consumer<List<ByteBuffer>> taker) {
        parts.complete(part -> {
            awaited.complete(null);
            taker.accept(part);
        });
    }

    /** Sets who hears the end; the failure is null if the whole answer came. */
    public void onEnd(Consumer<@Nullable Throwable> hearer) {
        response.body().done().whenComplete((done, failure) -> hearer.accept(failure));
    }

    /** The whole answer; nobody else may read it then. */
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

    /** Cancels the rest. */
    public void cancel() {
        response.body().cancel();
    }
}
