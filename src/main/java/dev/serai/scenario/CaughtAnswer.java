package dev.serai.scenario;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/** What a webhook that is caught answers: a code without anything else. */
record CaughtAnswer(int statusCode, HttpRequest request) implements HttpResponse<Void> {

    @Override
    public Optional<HttpResponse<Void>> previousResponse() {
        return Optional.empty();
    }

    @Override
    public HttpHeaders headers() {
        // A receiver that is asked first agrees.
        return HttpHeaders.of(
                Map.of(
                        "WebHook-Allowed-Origin",
                        java.util.List.of("*"),
                        "WebHook-Allowed-Rate",
                        java.util.List.of("*")),
                (name, value) -> true);
    }

    @Override
    public Void body() {
        throw new UnsupportedOperationException("it has none");
    }

    @Override
    public Optional<SSLSession> sslSession() {
        return Optional.empty();
    }

    @Override
    public URI uri() {
        return request.uri();
    }

    @Override
    public HttpClient.Version version() {
        return HttpClient.Version.HTTP_1_1;
    }
}
