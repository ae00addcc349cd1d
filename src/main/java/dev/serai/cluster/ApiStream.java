package dev.serai.cluster;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** An answer of the API server whose body comes part by part, each when it is asked for. */
public final class ApiStream {

    private final HttpResponse<AsyncBody> response;
    private final CompletableFuture<Consumer<List<ByteBuffer>>> parts;

    ApiStream(HttpResponse<AsyncBody> response, CompletableFuture<Consumer<List<ByteBuffer>>> parts) {
        this.response = response;
        this.parts = parts;
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
        parts.complete(taker);
    }

    /** Who hears of the end; the failure is null when all of it has come. */
    public void onEnd(Consumer<Throwable> hearer) {
        response.body().done().whenComplete((done, failure) -> hearer.accept(failure));
    }

    /** Asks for the next part. */
    public void next() {
        response.body().consume();
    }

    /** Wants no more. */
    public void cancel() {
        response.body().cancel();
    }
}
