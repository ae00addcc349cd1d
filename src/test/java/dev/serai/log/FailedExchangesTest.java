package dev.serai.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.cache.CacheConfiguration;
import dev.serai.cache.ResourceCache;
import dev.serai.cache.ResourceCaches;
import dev.serai.cache.object.CachedObjectModule;
import dev.serai.cache.object.StrippedFields;
import dev.serai.cluster.ClusterClient;
import dev.serai.event.KubeWatchComponent;
import dev.serai.event.delivery.EventSource;
import dev.serai.event.ledger.FileLedger;
import dev.serai.fixture.api.MockApi;
import dev.serai.fixture.http.WebhookReceiver;
import dev.serai.fixture.process.LogLines;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the log says of the failures of a team's routes: each of them, once, and nothing that is secret. */
class FailedExchangesTest {

    private final CamelContext context = new DefaultCamelContext();
    private final LogLines log = LogLines.of("");
    private final WebhookReceiver receiver = new WebhookReceiver();
    private ProducerTemplate producer;

    @BeforeEach
    void start() {
        FailedExchanges.tell(context);
        context.start();
        producer = context.createProducerTemplate();
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
        receiver.close();
        log.close();
    }

    @Test
    void aTimerWhoseCallIsRefusedIsToldOnceWithoutTheUrl() throws Exception {
        receiver.close();
        load("""
            - route:
                id: tick
                from:
                  uri: timer:tick?repeatCount=1&delay=0
                  steps:
                    - to: http://me:hush1@127.0.0.1:%d/hush2?key=hush3&connectTimeout=2000
            """.formatted(receiver.port()));
        await().until(() -> !said().isEmpty());
        context.stop();
        assertThat(said()).hasSize(1).allSatisfy(line -> assertThat(line)
                .startsWith("tick has failed exchange ")
                .endsWith("Exception)"));
        assertNothingSecretIsSaid();
    }

    @Test
    void anAnswerThatIsNoSuccessIsToldOnce() throws Exception {
        receiver.answerWith(500, Map.of());
        load("""
            - route:
                id: posts
                from:
                  uri: direct:posts
                  steps:
                    - to: %shush2?key=hush3
            """.formatted(receiver.url()));
        String exchange = producer.send("direct:posts", one -> one.getMessage().setBody("x"))
                .getExchangeId();
        assertThat(said())
                .containsExactly("posts has failed exchange %s (HttpOperationFailedException)".formatted(exchange));
        assertNothingSecretIsSaid();
    }

    @Test
    void aSplitExchangeIsToldOfOnceAndSoIsOneThatFailsInARouteThatIsCalled() throws Exception {
        load("""
            - route:
                id: splits
                from:
                  uri: direct:splits
                  steps:
                    - split:
                        tokenize: ","
                        stopOnException: true
                        steps:
                          - to: direct:called
            - route:
                id: called
                from:
                  uri: direct:called
                  steps:
                    - throwException: { exceptionType: java.lang.IllegalStateException, message: "hush1" }
            """);
        producer.send("direct:splits", one -> one.getMessage().setBody("a"));
        assertThat(said()).hasSize(1);
        producer.send("direct:splits", one -> one.getMessage().setBody("a"));
        assertThat(said()).hasSize(2);
        assertNothingSecretIsSaid();
    }

    @Test
    void whatARouteHasHandledIsNoFailureButADeadLetterIs() throws Exception {
        load("""
            - onException:
                exception: [ java.lang.IllegalStateException ]
                handled: { constant: "true" }
            - route:
                id: handles
                from:
                  uri: direct:handles
                  steps:
                    - throwException: { exceptionType: java.lang.IllegalStateException, message: "hush1" }
            """);
        producer.send("direct:handles", one -> {});
        assertThat(said()).isEmpty();
        load("""
            - route:
                id: leaves
                errorHandler: { deadLetterChannel: { deadLetterUri: "log:hush?level=OFF" } }
                from:
                  uri: direct:leaves
                  steps:
                    - throwException: { exceptionType: java.lang.IllegalArgumentException, message: "hush1" }
            """);
        producer.send("direct:leaves", one -> {});
        assertThat(said()).hasSize(1).allSatisfy(line -> assertThat(line)
                .startsWith("leaves has failed exchange ")
                .endsWith(" (IllegalArgumentException)"));
        assertNothingSecretIsSaid();
    }

    @Test
    void theCauseIsToldAtDebugWithoutSecrets() throws Exception {
        load("""
            - route:
                id: fails
                from:
                  uri: direct:fails
                  steps:
                    - throwException: { exceptionType: java.lang.IllegalStateException, message: "no way to https://me:hush1@h/x?k=hush3" }
            """);
        Configurator.setLevel(FailedExchanges.class, Level.DEBUG);
        try {
            producer.send("direct:fails", one -> {});
        } finally {
            Configurator.setLevel(FailedExchanges.class, (Level) null);
        }
        assertThat(log.text()).contains("java.lang.IllegalStateException: no way to https://h");
        assertNothingSecretIsSaid();
    }

    @Test
    void aTeamsRestRouteThatFailsIsToldOnceAndItsCauseAtDebug() throws Exception {
        var server = new VertxPlatformHttpServerConfiguration();
        server.setBindHost("127.0.0.1");
        server.setBindPort(freePort());
        context.addService(new VertxPlatformHttpServer(server));
        context.getRestConfiguration().setComponent("platform-http");
        context.getRestConfiguration().setInlineRoutes(false);
        load("""
            - rest:
                path: /team
                get:
                  - { id: team-fails, path: /fails, to: "direct:fails" }
            - route:
                id: fails
                from:
                  uri: direct:fails
                  steps:
                    - throwException: { exceptionType: java.lang.IllegalStateException, message: "no way to https://me:hush1@h/hush2?k=hush3" }
            """);
        URI url = URI.create("http://127.0.0.1:%d/team/fails".formatted(server.getBindPort()));
        assertThatNothingIsTold(url);
        await().until(() -> !said().isEmpty());
        assertThat(said()).hasSize(1).allSatisfy(line -> assertThat(line)
                .startsWith("team-fails has failed exchange ")
                .endsWith(" (IllegalStateException)"));
        assertThat(log.text()).doesNotContain("no way");

        Configurator.setLevel(FailedExchanges.class, Level.DEBUG);
        try {
            assertThatNothingIsTold(url);
            await().until(() -> log.text().contains("java.lang.IllegalStateException: no way to https://h"));
        } finally {
            Configurator.setLevel(FailedExchanges.class, (Level) null);
        }
        assertNothingSecretIsSaid();
    }

    private static void assertThatNothingIsTold(URI url) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("Exception", "no way", "hush");
    }

    @Test
    void whatKubeWatchTellsItselfIsNotToldTwice() throws Exception {
        try (var api = new MockApi();
                KubernetesClient client = ClusterClient.connect(
                        api.client().getConfiguration(), new CachedObjectModule(StrippedFields.parse("")));
                var caches =
                        new ResourceCaches(CacheConfiguration.parse("pods", false, 10), client, Clock.systemUTC())) {
            api.servePods();
            context.addComponent(
                    "kube-watch",
                    new KubeWatchComponent(
                            caches,
                            FileLedger.inMemory(),
                            new EventSource("urn:kubernetes:test", client),
                            Clock.systemUTC()));
            var attempts = new AtomicInteger();
            Processor refuses = exchange -> {
                attempts.incrementAndGet();
                throw new IllegalStateException("hush1");
            };
            context.getRegistry().bind("refuses", refuses);
            load("""
                - route:
                    id: watches
                    from:
                      uri: kube-watch:pods
                      steps:
                        - process: { ref: refuses }
                """);
            caches.start();
            await().until(() -> caches.all().stream().allMatch(ResourceCache::isConnected));
            api.client()
                    .pods()
                    .inNamespace("shop")
                    .resource(new PodBuilder()
                            .withNewMetadata()
                            .withName("web")
                            .endMetadata()
                            .build())
                    .create();
            // The second time: the first was told in full by then.
            await().until(() -> attempts.get() >= 2);
            context.stop();
        }
        assertThat(notTaken()).allSatisfy(line -> assertThat(line)
                .startsWith("watches has not taken added of /api/v1/namespaces/shop/pods/web (")
                .endsWith("(IllegalStateException); it will be tried again"));
        assertThat(said()).isEmpty();
        assertNothingSecretIsSaid();
    }

    private List<String> notTaken() {
        return log.lines().stream()
                .filter(line -> line.contains("has not taken"))
                .toList();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void load(String yaml) throws Exception {
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("r.yaml", yaml));
    }

    private List<String> said() {
        return log.lines().stream().filter(line -> line.contains("failed")).toList();
    }

    private void assertNothingSecretIsSaid() {
        assertThat(log.text()).doesNotContain("hush1", "hush2", "hush3");
        assertThat(log.thrown()).isEmpty();
    }
}
