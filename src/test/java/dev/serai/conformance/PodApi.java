package dev.serai.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/** Writes pods, one request each, and says whether the API server answered. */
final class PodApi {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String PODS = "api/v1/namespaces/default/pods";
    private static final Duration BACK = Duration.ofSeconds(120);
    private static final int ANSWER_SECONDS = 20;

    private final HttpClient http;
    private final String server;

    PodApi(KubernetesClient client) {
        this.http = client.getHttpClient();
        this.server = client.getMasterUrl().toString();
    }

    /** What a write was answered; empty when it was not, so that nobody knows whether it was done. */
    Optional<JsonNode> write(String method, String path, String type, String body) {
        HttpResponse<String> answer;
        try {
            answer = send(request(path).method(method, type, body).build());
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        }
        // Starting or stopping.
        if (answer.code() >= 500 || answer.code() == 429) {
            return Optional.empty();
        }
        if (!answer.isSuccessful()) {
            throw new AssertionError(
                    method + " " + path + " was answered " + answer.code() + " " + answer.body() + " to " + body);
        }
        return Optional.of(parse(answer.body()));
    }

    /** The pod as it is now, however long the API server is away; null when there is none. */
    JsonNode read(String name) {
        HttpRequest request = request("/" + name).build();
        HttpResponse<String> answer = Awaitility.await()
                .atMost(BACK)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> send(request), found -> found.code() == 200 || found.code() == 404);
        return answer.code() == 404 ? null : parse(answer.body());
    }

    private HttpResponse<String> send(HttpRequest request) throws ExecutionException, TimeoutException {
        try {
            return http.sendAsync(request, String.class).get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return http.newHttpRequestBuilder().uri(server + PODS + path);
    }

    private static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
