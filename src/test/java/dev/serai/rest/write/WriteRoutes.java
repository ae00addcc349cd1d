package dev.serai.rest.write;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.cache.CacheConditions;
import dev.serai.cache.CacheConfiguration;
import dev.serai.cache.ResourceCaches;
import dev.serai.cache.object.StrippedFields;
import dev.serai.cluster.ApiServer;
import dev.serai.cluster.DefinitionWatch;
import dev.serai.fixture.api.FakeApiServer;
import dev.serai.http.BlockedEventLoop;
import dev.serai.http.CrossOriginRequests;
import dev.serai.http.EventLoopEngine;
import dev.serai.http.EventLoopRoutes;
import dev.serai.http.HttpApi;
import dev.serai.http.RefusedMethods;
import dev.serai.limit.CallerBuckets;
import dev.serai.limit.CallerQuota;
import dev.serai.limit.ReadLimitsConfiguration;
import dev.serai.limit.RequestLimits;
import dev.serai.limit.WriteBulkhead;
import dev.serai.limit.WriteCircuitBreaker;
import dev.serai.limit.WriteLimits;
import dev.serai.limit.WriteLimitsConfiguration;
import dev.serai.rest.consistency.WriteTracker;
import dev.serai.rest.consistency.WriteVisibilityGate;
import dev.serai.rest.consistency.WrittenVersionLookup;
import dev.serai.rest.discovery.DiscoveryCache;
import dev.serai.rest.discovery.ObjectKinds;
import dev.serai.rest.exchange.ReadStep;
import dev.serai.rest.exchange.RequestCounters;
import dev.serai.rest.idempotency.Idempotency;
import dev.serai.rest.read.Passthrough;
import dev.serai.rest.read.Reads;
import dev.serai.security.CorsOrigins;
import dev.serai.write.RawCustomResourcesComponent;
import dev.serai.write.RawPodsComponent;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.AfterEach;

/** The routes that Serai ships, over HTTP, in front of an API server. */
abstract class WriteRoutes extends CamelTestSupport {

    static final String POD = "{\"metadata\":{\"name\":\"web\",\"uid\":\"u\",\"resourceVersion\":\"7\"}}";

    static final int MOST_BYTES = 3_145_728;

    final FakeApiServer apiServer = new FakeApiServer();
    private final KubernetesClient client = apiServer.client();
    private final ApiServer sent = new ApiServer(client);
    final MeterRegistry meters = new SimpleMeterRegistry();
    private final Audit audit = new Audit(Clock.systemUTC(), () -> meters);
    private final ResourceCaches caches =
            new ResourceCaches(CacheConfiguration.parse("pods", false, 10), client, Clock.systemUTC());
    private final CacheConditions conditions = new CacheConditions();
    private final WriteTracker tracker = new WriteTracker(caches, new WrittenVersionLookup(sent), conditions);
    private final WriteVisibilityGate shownWrites = new WriteVisibilityGate(tracker, conditions, Duration.ofSeconds(1));
    final BreakableWrites writes = new BreakableWrites(new WriteTranslator(new ObjectKinds(sent), 100));
    final HttpClient http = HttpClient.newHttpClient();
    final int port = freePort();
    private final Vertx vertx = Vertx.vertx();

    /** The bean of the routes, which can be made to fail. */
    public static final class BreakableWrites {
        private final WriteTranslator writes;
        volatile RuntimeException failure;
        /** The write that the front door kept with the request that came into the route last. */
        volatile WriteRequest kept;
        /** The write that the exchange of that request carried. */
        volatile WriteRequest carried;

        BreakableWrites(WriteTranslator writes) {
            this.writes = writes;
        }

        public void request(Exchange exchange) {
            if (failure != null) {
                throw failure;
            }
            kept = WriteRequest.of(exchange.getMessage(HttpMessage.class).getRequest());
            writes.request(exchange);
            carried = WriteRequest.of(exchange);
        }

        public void body(Exchange exchange) {
            writes.body(exchange);
        }

        public void answer(Exchange exchange) {
            writes.answer(exchange);
        }
    }

    final WriteLimits limits;

    WriteRoutes(WriteLimitsConfiguration configuration) {
        limits = new WriteLimits(configuration, new CallerBuckets(10, System::nanoTime), System::nanoTime);
    }

    /** {@code serai.cors.origins}; as shipped, none. */
    String corsOrigins() {
        return "";
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.getRegistry().bind("writeLimits", limits);
        context.getRegistry().bind("shownWrites", shownWrites);
        context.getRegistry().bind("writesInFlight", new WriteBulkhead(limits));
        context.getRegistry().bind("apiServerBreaker", WriteCircuitBreaker.create());
        context.getRegistry().bind("idempotency", new Idempotency(sent));
        context.getRegistry().bind("audit", audit);
        context.getRegistry().bind("kubernetesClient", client);
        context.getRegistry().bind("errors", new Errors());
        context.getRegistry().bind("writes", writes);
        context.addComponent("kubernetes-pods", new RawPodsComponent(sent));
        context.addComponent("kubernetes-custom-resources", new RawCustomResourcesComponent(sent));
        var server = new VertxPlatformHttpServerConfiguration();
        server.setBindHost("127.0.0.1");
        server.setBindPort(port);
        server.setMaxBodySize((long) MOST_BYTES);
        context.addService(new VertxPlatformHttpServer(server));
        Reads reads = bindReads(context);
        var refused = new RequestCounters(() -> null, RequestCounters.NO_ROUTE);
        var api = new HttpApi(
                new RequestLimits(65_536, 65_536, MOST_BYTES, 100),
                limits,
                new RefusedMethods(sent, new ReadLimitsConfiguration(100, 10).limiter(), audit, refused),
                reads::definitionsChanged,
                audit,
                refused,
                Optional.empty());
        context.addStartupListener(new ExtendedStartupListener() {
            @Override
            public void onCamelContextStarted(CamelContext started, boolean already) {}

            @Override
            public void onCamelContextFullyStarted(CamelContext started, boolean already) {
                api.addTo(started, port);
                CrossOriginRequests.addTo(started, port, CorsOrigins.parse(corsOrigins()));
            }
        });
        context.getRestConfiguration().setComponent("platform-http");
        context.getRestConfiguration().setInlineRoutes(false);
        bindShippedProperties(context, context.getComponent("platform-http"), "camel.component.platform-http.");
        for (String file : List.of("errors", "reads", "writes")) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(PluginHelper.getResourceLoader(context)
                            .resolveResource("classpath:routes/%s.camel.yaml".formatted(file)));
        }
        return context;
    }

    private Reads bindReads(CamelContext context) {
        var limiter = new ReadLimitsConfiguration(100, 10).limiter();
        var streams = new CallerQuota(10, 10);
        var reads = new Reads(
                caches,
                tracker,
                conditions,
                new Passthrough(sent, limiter, streams, StrippedFields.parse("")),
                new DiscoveryCache(sent, limiter, new DefinitionWatch(sent, Clock.systemUTC()), Clock.systemUTC()),
                streams,
                new CallerQuota(1_000_000, 1_000_000),
                vertx,
                Clock.systemUTC());
        var engine = new EventLoopEngine(port, new BlockedEventLoop());
        engine.setCamelContext(context);
        context.getRegistry().bind("vertx", vertx);
        context.getRegistry().bind("eventLoop", engine);
        EventLoopRoutes.addTo(context);
        context.getRegistry().bind("readSource", new ReadStep(reads::source));
        context.getRegistry().bind("cachedReads", new ReadStep(reads::fromCache));
        context.getRegistry().bind("discoveryReads", new ReadStep(reads::fromDiscovery));
        context.getRegistry().bind("passedOnReads", new ReadStep(reads::fromApiServer));
        return reads;
    }

    private static void bindShippedProperties(CamelContext context, Object target, String prefix) throws IOException {
        var shipped = new Properties();
        try (var in = WriteRoutes.class.getResourceAsStream("/application.properties")) {
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
        vertx.close().toCompletionStage().toCompletableFuture().join();
        conditions.close();
        caches.close();
        sent.close();
        client.close();
        apiServer.close();
    }

    final HttpRequest post() {
        return posted().build();
    }

    final HttpRequest.Builder posted() {
        return request("/api/v1/namespaces/shop/pods")
                .header("Content-Type", "application/json")
                .header("X-Caller", "mine")
                .POST(HttpRequest.BodyPublishers.ofString(POD));
    }

    final HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    static JsonNode json(HttpResponse<String> answer) throws IOException {
        return new ObjectMapper().readTree(answer.body());
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Whether a refusal is told as other answers are: indented for people and whoever wants it so, and as YAML. */
    final void assertInTheFormThatIsAskedFor(HttpRequest.Builder refused, int code) throws Exception {
        URI target = refused.build().uri();
        for (HttpRequest.Builder people : List.of(
                refused.copy().uri(URI.create(target + "?pretty=true")),
                refused.copy().header("User-Agent", "curl/8.5.0"))) {
            HttpResponse<String> pretty = send(people);
            assertThat(pretty.statusCode()).isEqualTo(code);
            assertThat(pretty.headers().firstValue("Content-Type")).hasValue("application/json");
            assertThat(pretty.body()).startsWith("{\n  \"").contains("\"code\": " + code);
        }
        HttpResponse<String> yaml = send(refused.copy().header("Accept", "application/yaml"));
        assertThat(yaml.statusCode()).isEqualTo(code);
        assertThat(yaml.headers().firstValue("Content-Type")).hasValue("application/yaml");
        assertThat(yaml.body()).contains("\ncode: " + code + "\n").doesNotContain("{\"");
        assertThat(send(refused.copy().header("User-Agent", "kubectl/v1.35.4")).body())
                .startsWith("{\"");
    }
}
