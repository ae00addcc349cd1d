package dev.serai.sink.http;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

/** Makes the requests of webhooks. */
public interface WebhookTransport {

    /** Makes a request once; its future completes with the whole answer, and to cancel it ends the request. */
    CompletableFuture<HttpResponse<Void>> send(HttpRequest request);
}
