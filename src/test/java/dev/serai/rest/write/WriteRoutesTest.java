package dev.serai.rest.write;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.limit.WriteLimitsConfiguration;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A write through the routes, as it should be and as it should not. */
class WriteRoutesTest extends WriteRoutes {

    private static final int PER_SECOND = 3;

    WriteRoutesTest() {
        super(new WriteLimitsConfiguration(PER_SECOND + 1, PER_SECOND + 1, 10));
    }

    @Test
    void theRouteGetsTheWriteThatTheFrontDoorHasRead() throws Exception {
        http.send(post(), HttpResponse.BodyHandlers.ofString());
        WriteRequest first = writes.carried;
        assertThat(first).isNotNull().isSameAs(writes.kept);
        http.send(post(), HttpResponse.BodyHandlers.ofString());
        assertThat(writes.carried).isNotSameAs(first).isSameAs(writes.kept);
    }

    @Test
    void aWriteArrivesWithAllThatTheCallerSent() throws Exception {
        apiServer.answers(201, POD, Map.of("Warning", "299 - \"old\"\n299 - \"odd\"", "Audit-Id", "a-1"));
        HttpResponse<String> created = http.send(
                request("/api/v1/namespaces/shop/pods?dryRun=All&fieldManager=a%20b&namespace=other")
                        .header("Content-Type", "application/yaml")
                        .header("User-Agent", "curl/8")
                        .header("CamelKubernetesNamespaceName", "other")
                        .POST(HttpRequest.BodyPublishers.ofString("metadata: {name: web}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.body()).isEqualTo(POD);
        assertThat(created.headers().allValues("Warning")).containsExactly("299 - \"old\"", "299 - \"odd\"");
        assertThat(created.headers().firstValue("Audit-Id")).contains("a-1");
        assertThat(apiServer.requests()).singleElement().satisfies(request -> {
            assertThat(request.uri())
                    .isEqualTo("/api/v1/namespaces/shop/pods?dryRun=All&fieldManager=a%20b&namespace=other");
            assertThat(request.body()).isEqualTo("metadata: {name: web}");
            assertThat(request.header("Content-type")).isEqualTo("application/yaml");
            assertThat(request.header("User-agent")).isEqualTo("curl/8");
        });
    }

    @Test
    void aDeleteArrives() throws Exception {
        apiServer.answers(200, POD, Map.of());
        HttpResponse<String> deleted = http.send(
                request("/api/v1/namespaces/shop/pods/web?gracePeriodSeconds=0")
                        .DELETE()
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(apiServer.requests())
                .extracting(request -> request.method() + " " + request.uri() + request.body())
                .containsExactly("DELETE /api/v1/namespaces/shop/pods/web?gracePeriodSeconds=0");
    }

    @Test
    void overTheThrottleTheAnswerIs429AtOnceAndNothingIsSent() throws Exception {
        Instant begin = Instant.now();
        var sent = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < 4 * PER_SECOND; i++) {
            HttpRequest.Builder person = posted().header("User-Agent", "curl/8.5.0");
            sent.add(http.sendAsync(person.build(), HttpResponse.BodyHandlers.ofString()));
        }
        var refused = new ArrayList<HttpResponse<String>>();
        for (CompletableFuture<HttpResponse<String>> each : sent) {
            HttpResponse<String> answer = each.get();
            if (answer.statusCode() != 201) {
                refused.add(answer);
            }
        }
        long periods = Duration.between(begin, Instant.now()).toSeconds() + 1;
        int taken = sent.size() - refused.size();
        assertThat(taken).isBetween(PER_SECOND, (int) periods * PER_SECOND);
        assertThat(apiServer.requests()).hasSize(taken);
        assertThat(refused).isNotEmpty();
        for (HttpResponse<String> answer : refused) {
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.headers().firstValue("Retry-After")).contains("1");
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(answer.body()).startsWith("{\n  \"");
            JsonNode status = json(answer);
            assertThat(status.get("kind").textValue()).isEqualTo("Status");
            assertThat(status.get("reason").textValue()).isEqualTo("TooManyRequests");
            assertThat(status.get("code").intValue()).isEqualTo(429);
            assertThat(status.at("/details/retryAfterSeconds").intValue()).isEqualTo(1);
        }
        // A throttle that lets writers wait would need three more seconds for the rest.
        assertThat(periods).isLessThanOrEqualTo(3);
    }

    @Test
    void whatIsRefusedBeforeTheThrottleCostsNoPermit() throws Exception {
        HttpRequest form = request("/api/v1/namespaces/shop/pods")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("a=b"))
                .build();
        for (int i = 0; i < 4 * PER_SECOND; i++) {
            HttpResponse<String> answer = http.send(form, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(415);
            assertThat(json(answer).get("reason").textValue()).isEqualTo("UnsupportedMediaType");
        }
        assertThat(http.send(post(), HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(201);
        assertThat(apiServer.requests()).hasSize(1);
    }

    @Test
    void aDefinitionThatIsWrittenShowsInDiscoveryAtOnce() throws Exception {
        apiServer.answersGet(200, "{\"kind\":\"APIGroupList\"}");
        send(request("/apis"));
        apiServer.answersGet(200, "{\"kind\":\"APIGroupList\",\"groups\":[]}");
        send(request("/apis/apiextensions.k8s.io/v1/customresourcedefinitions")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(send(request("/apis")).body()).contains("groups");
    }

    @Test
    void anExceptionIs500WithoutItsText() throws Exception {
        writes.failure = new IllegalStateException("https://hush:token@10.0.0.1");
        HttpResponse<String> answer = http.send(post(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(json(answer).get("reason").textValue()).isEqualTo("InternalError");
        assertThat(answer.body()).doesNotContain("hush", "IllegalState");
        assertThat(answer.headers().map().toString()).doesNotContain("hush", "x-caller");
        assertThat(apiServer.requests()).isEmpty();
    }

    @Test
    void aRefusalComesInTheFormThatIsAskedFor() throws Exception {
        HttpRequest.Builder form = request("/api/v1/namespaces/shop/pods")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("a=b"));
        HttpResponse<String> yaml = send(form.copy().header("Accept", "application/yaml"));
        assertThat(yaml.headers().firstValue("Content-Type")).contains("application/yaml");
        assertThat(yaml.body()).contains("\ncode: 415\n").doesNotContain("{\"");
        HttpResponse<String> pretty = send(form.copy().header("User-Agent", "curl/8.5.0"));
        assertThat(pretty.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(pretty.body()).startsWith("{\n  \"").contains("\"code\": 415");
        writes.failure = new IllegalStateException("before anything is known of it");
        assertThat(json(send(form.copy().header("User-Agent", "curl/8.5.0")))
                        .get("code")
                        .intValue())
                .isEqualTo(500);
    }

    @Test
    void aRefusalOfTheApiServerIsPassedOn() throws Exception {
        apiServer.answers(429, "{\"kind\":\"Status\",\"x\":1.10}", Map.of("Retry-After", "7"));
        HttpResponse<String> answer = http.send(post(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).isEqualTo("{\"kind\":\"Status\",\"x\":1.10}");
        assertThat(answer.headers().firstValue("Retry-After")).contains("7");
        assertThat(apiServer.requests()).hasSize(1);
    }

    @Test
    void anOutageIs503() throws Exception {
        apiServer.close();
        assertThat(send(posted().header("User-Agent", "curl/8.5.0")).body())
                .startsWith("{\n  \"")
                .contains("\"code\": 503");
        HttpResponse<String> answer = http.send(post(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(json(answer).get("message").textValue())
                .isEqualTo("the API server cannot be reached; nothing was sent to it");
    }
}
