package dev.serai.write;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.cluster.ApiServer;
import dev.serai.rest.Audit;
import dev.serai.rest.Errors;
import dev.serai.rest.OwnWrites;
import dev.serai.rest.Writes;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The routes that Serai ships, over HTTP, in front of an API server. */
class WriteRoutesTest extends CamelTestSupport {

    private static final int PER_SECOND = 3;
    private static final String POD = "{\"metadata\":{\"name\":\"web\"}}";

    private final FakeApiServer apiServer = new FakeApiServer();
    private final KubernetesClient client = apiServer.client();
    private final BreakableWrites writes = new BreakableWrites();
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = freePort();

    /** The bean of the routes, which can be made to fail. */
    public static final class BreakableWrites {
        private final Writes writes = new Writes(new OwnWrites());
        private volatile RuntimeException failure;

        public void request(Exchange exchange) {
            if (failure != null) {
                throw failure;
            }
            writes.request(exchange);
        }

        public void answer(Exchange exchange) {
            writes.answer(exchange);
        }
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        var limits = new WriteLimits(
                new WriteConfiguration(PER_SECOND + 1, PER_SECOND, 10), new Callers(10, System::nanoTime));
        context.getRegistry().bind("writeLimits", limits);
        context.getRegistry().bind("writesInFlight", new WritesInFlight(limits));
        context.getRegistry().bind("apiServerBreaker", ApiServerBreaker.create());
        context.getRegistry().bind("audit", new Audit(Clock.systemUTC()));
        context.getRegistry().bind("kubernetesClient", client);
        context.getRegistry().bind("errors", new Errors());
        context.getRegistry().bind("writes", writes);
        context.addComponent("kubernetes-pods", new WholePodsComponent(new ApiServer(client)));
        context.addComponent("kubernetes-custom-resources", new WholeCustomResourcesComponent(new ApiServer(client)));
        var server = new VertxPlatformHttpServerConfiguration();
        server.setBindHost("127.0.0.1");
        server.setBindPort(port);
        context.addService(new VertxPlatformHttpServer(server));
        context.getRestConfiguration().setComponent("platform-http");
        context.getRestConfiguration().setInlineRoutes(false);
        bindShippedProperties(context, context.getComponent("platform-http"), "camel.component.platform-http.");
        for (String file : List.of("errors", "writes")) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(PluginHelper.getResourceLoader(context)
                            .resolveResource("classpath:routes/%s.camel.yaml".formatted(file)));
        }
        return context;
    }

    private static void bindShippedProperties(CamelContext context, Object target, String prefix) throws IOException {
        var shipped = new Properties();
        try (var in = WriteRoutesTest.class.getResourceAsStream("/application.properties")) {
            shipped.load(in);
        }
        for (String key : shipped.stringPropertyNames()) {
            if (key.startsWith(prefix)) {
                var property =
                        new HashMap<String, Object>(Map.of(key.substring(prefix.length()), shipped.getProperty(key)));
                assertThat(PropertyBindingSupport.bindProperties(context, target, property))
                        .isTrue();
            }
        }
    }

    @AfterEach
    void close() {
        client.close();
        apiServer.close();
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
            sent.add(http.sendAsync(post(), HttpResponse.BodyHandlers.ofString()));
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
        HttpResponse<String> answer = http.send(post(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(json(answer).get("message").textValue())
                .isEqualTo("the API server cannot be reached; nothing was sent to it");
    }

    private HttpRequest post() {
        return request("/api/v1/namespaces/shop/pods")
                .header("Content-Type", "application/json")
                .header("X-Caller", "mine")
                .POST(HttpRequest.BodyPublishers.ofString(POD))
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return new ObjectMapper().readTree(answer.body());
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
