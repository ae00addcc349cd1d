package dev.serai.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.serai.fixture.http.FreePort;
import dev.serai.fixture.process.LogLines;
import dev.serai.kube.StatusException;
import dev.serai.rest.exchange.AnswerBody;
import dev.serai.rest.exchange.Read;
import dev.serai.rest.exchange.ReadAnswer;
import dev.serai.rest.exchange.ReadStep;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes in YAML whose exchanges run on the event loop. */
@Timeout(60)
class EventLoopEngineTest {

    private static final int CALLERS = 1_000;
    private static final int STOPPED_SECONDS = 1;

    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setMaxEventLoopExecuteTime(200)
            .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
            .setBlockedThreadCheckInterval(50));
    private final BlockedEventLoop blocked = new BlockedEventLoop();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Read> waiting = new ArrayList<>();
    private final AtomicInteger cancelled = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);
    private CamelContext context;
    private int port;

    @BeforeEach
    void start() throws Exception {
        port = FreePort.next();
        context = new DefaultCamelContext();
        context.getShutdownStrategy().setTimeout(STOPPED_SECONDS);
        context.getRestConfiguration().setInlineRoutes(false);
        context.getRegistry().bind("vertx", vertx);
        blocked.listenTo(vertx);
        var server = new VertxPlatformHttpServerConfiguration();
        server.setBindHost("127.0.0.1");
        server.setBindPort(port);
        context.addService(new VertxPlatformHttpServer(server));
        var engine = new EventLoopEngine(port, blocked);
        engine.setCamelContext(context);
        context.getRegistry().bind("eventLoop", engine);
        EventLoopRoutes.addTo(context);
        context.getRegistry()
                .bind(
                        "answer",
                        new ReadStep(read -> read.answer(answer(read.request().rawPath()))));
        context.getRegistry().bind("wait", new ReadStep(waiting::add));
        context.getRegistry()
                .bind(
                        "query",
                        new ReadStep(read -> read.answer(answer(read.request().rawQuery()))));
        context.getRegistry().bind("refuse", new ReadStep(read -> {
            throw StatusException.badRequest("it is wrong");
        }));
        context.getRegistry()
                .bind("stream", new ReadStep(read -> read.answer(new ReadAnswer(200, Map.of(), new Streamed()))));
        context.getRegistry().bind("blocks", (Processor) exchange -> release.await());
        context.start();
    }

    private final class Streamed implements AnswerBody {
        @Override
        public void sendTo(HttpServerResponse response) {
            response.end("streamed");
        }

        @Override
        public void cancel() {
            cancelled.incrementAndGet();
        }
    }

    private static ReadAnswer answer(String text) {
        return new ReadAnswer(
                203,
                Map.of("Content-Type", "text/plain", "Cache-Control", "private", "Content-Length", text.length()),
                AnswerBody.of(Buffer.buffer(text)));
    }

    @AfterEach
    void stop() throws Exception {
        release.countDown();
        context.stop();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    private void route(String steps) throws Exception {
        load("""
                - rest:
                    get:
                      - { routeId: entry, path: "/x/*?platformHttpEngine=%23eventLoop", to: "direct:steps" }
                    head:
                      - { routeId: entry-head, path: "/x/*?platformHttpEngine=%23eventLoop", to: "direct:steps" }
                - route:
                    id: steps
                    errorHandler: { noErrorHandler: {} }
                    from:
                      uri: direct:steps
                      steps:
                """ + steps.indent(8));
    }

    private void load(String yaml) throws Exception {
        Resource resource = ResourceHelper.fromBytes("test.camel.yaml", yaml.getBytes(StandardCharsets.UTF_8));
        PluginHelper.getRoutesLoader(context).loadRoutes(resource);
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theAnswerOfAStepIsWhatTheCallerGets() throws Exception {
        route("- process: { ref: answer }");
        HttpResponse<String> answer = get("/x/pods", "X-Caller", "mine");

        assertThat(answer.statusCode()).isEqualTo(203);
        assertThat(answer.body()).isEqualTo("/x/pods");
        assertThat(answer.headers().map()).containsOnlyKeys("content-type", "cache-control", "content-length");
    }

    @Test
    void aHeaderThatAStepSetsGoesToTheCaller() throws Exception {
        route("""
                - process: { ref: answer }
                - setHeader: { name: X-Team, constant: builds }
                - setHeader: { name: CamelHttpResponseCode, constant: "202" }
                """);
        HttpResponse<String> answer = get("/x/pods", "X-Caller", "mine");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("/x/pods");
        assertThat(answer.headers().map())
                .containsOnlyKeys("content-type", "cache-control", "content-length", "x-team");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("private");
    }

    @Test
    void aStepMayAnswerWithABodyOfItsOwn() throws Exception {
        route("""
                - process: { ref: stream }
                - setBody: { constant: "other" }
                """);

        assertThat(get("/x/pods").body()).isEqualTo("other");
        assertThat(cancelled).hasValue(1);
    }

    @Test
    void whatIsSentIsNotCancelled() throws Exception {
        route("- process: { ref: stream }");

        assertThat(get("/x/pods").body()).isEqualTo("streamed");
        assertThat(cancelled).hasValue(0);
    }

    @Test
    void aStepMayAskForAnotherPath() throws Exception {
        route("""
                - setHeader: { name: CamelHttpPath, constant: "/x/nodes" }
                - setHeader: { name: CamelHttpQuery, simple: "labelSelector=team%3D${header.team}" }
                - choice:
                    when:
                      - simple: "${header.CamelHttpPath} == '/x/nodes'"
                        steps:
                          - process: { ref: query }
                """);

        assertThat(get("/x/pods?team=blue").body()).isEqualTo("labelSelector=team%3Dblue");
    }

    @Test
    void noCallerSetsWhatOnlyARouteMay() throws Exception {
        route("""
                - setBody: { simple: "${header.CamelHttpPath} ${header.CamelSeraiUser} ${header.x-team}" }
                """);
        HttpResponse<String> answer = get(
                "/x/pods?CamelHttpPath=/x/secrets&camelSeraiUser=root",
                "CamelHttpPath",
                "/x/secrets",
                "CAMELSeraiUser",
                "root",
                "X-Team",
                "blue");

        assertThat(answer.body()).isEqualTo("/x/pods  blue");
    }

    @Test
    void aRouteSaysWhatItsBodyIsAndNothingOfTheRequestComesBack() throws Exception {
        route("""
                - setHeader: { name: Content-Type, constant: application/json }
                - setHeader: { name: Cache-Control, constant: no-store }
                - setHeader: { name: X-Team, constant: builds }
                - setBody: { constant: "{}" }
                """);
        HttpResponse<String> answer = get("/x/pods?X-Query=mine&Set-Cookie=a", "X-Caller", "mine");

        assertThat(answer.headers().map())
                .containsOnlyKeys("content-type", "cache-control", "x-team", "content-length");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    }

    @Test
    void noLinkSaysWhatABodyIs() throws Exception {
        route("- setBody: { simple: \"${header.x}\" }");

        assertThat(get("/x/pods?Content-Type=text/html&x=%3Cb%3E").headers().firstValue("Content-Type"))
                .isEmpty();
    }

    @Test
    void whatAStepThrowsIsAStatusAndTellsNoSecret() throws Exception {
        route("""
                - choice:
                    when:
                      - simple: "${header.CamelHttpPath} == '/x/refused'"
                        steps:
                          - process: { ref: refuse }
                    otherwise:
                      steps:
                        - throwException: { exceptionType: "java.lang.IllegalStateException", message: "secret" }
                """);

        assertThat(get("/x/refused").statusCode()).isEqualTo(400);
        assertThat(get("/x/refused").body()).contains("\"kind\":\"Status\"", "it is wrong");
        assertThat(get("/x/failed").statusCode()).isEqualTo(500);
        assertThat(get("/x/failed").body()).contains("\"kind\":\"Status\"").doesNotContain("secret");
    }

    @Test
    void callersThatWaitHoldNoThread() throws Exception {
        route("- process: { ref: wait }");
        assertHoldNoThread("/x/pods/%s");
    }

    private void assertHoldNoThread(String path) throws Exception {
        get(path.formatted("none-yet"), 1);
        long before = serverThreads();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            answers.add(later(path.formatted(i)));
        }
        await().until(() -> onEventLoop(waiting::size) == CALLERS + 1);

        assertThat(serverThreads()).isEqualTo(before);
        assertThat(context.getInflightRepository().size()).isEqualTo(CALLERS + 1);
        onEventLoop(() -> {
            waiting.forEach(read -> read.answer(answer(read.request().http().path())));
            return 0;
        });
        for (int i = 0; i < CALLERS; i++) {
            assertThat(answers.get(i).get().body()).isEqualTo(path.formatted(i));
        }
        await().until(() -> context.getInflightRepository().size() == 0);
    }

    /** The recipe, where {@code step} stands in for the reads that Serai ships. */
    private void buildEvents(String step) throws Exception {
        load(Files.readString(Path.of("docs/recipes/build-events.camel.yaml")) + """
                - route:
                    id: http-read
                    errorHandler: { noErrorHandler: {} }
                    from: { uri: "direct:http-read", steps: [ { process: { ref: %s } } ] }
                """.formatted(step));
    }

    @Test
    void manyWhoListenToABuildHoldNoThread() throws Exception {
        buildEvents("wait");
        assertHoldNoThread("/builds/%s/events");
    }

    @Test
    void whoListensToABuildAsksForThatOneOnly() throws Exception {
        buildEvents("query");

        assertThat(get("/builds/7.a_b-c/events?labelSelector=a&watch=false&resourceVersion=1")
                        .body())
                .isEqualTo("watch=true&labelSelector=build%3D7.a_b-c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7%2Cx",
                "7,owner=a",
                "7%26labelSelector=x",
                "7%20",
                "*",
                "-7",
                "7-",
                "7%0A",
                "%C3%A9",
                "0123456789012345678901234567890123456789012345678901234567890123"
            })
    void whatIsNoLabelsValueIsNoBuild(String id) throws Exception {
        buildEvents("query");
        HttpResponse<String> refused = get("/builds/" + id + "/events");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).startsWith("{\"error\":\"an id is letters");
    }

    @Test
    void aSecondIdIsNoWayAroundTheFirst() throws Exception {
        buildEvents("query");

        assertThat(get("/builds/7/events?id=8").statusCode()).isEqualTo(400);
        assertThat(get("/builds/7/events", "id", "8").statusCode()).isEqualTo(400);
    }

    private static long serverThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("vert.x-") || name.startsWith("Camel"))
                .count();
    }

    // Begins a request and waits until the route has it.
    private void get(String path, int count) throws Exception {
        later(path);
        await().until(() -> onEventLoop(waiting::size) == count);
    }

    private CompletableFuture<HttpResponse<String>> later(String path) {
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private <T> T onEventLoop(Supplier<T> work) throws Exception {
        var done = new CompletableFuture<T>();
        Context eventLoop = waiting.isEmpty() ? vertx.getOrCreateContext() : contextOf();
        eventLoop.runOnContext(now -> done.complete(work.get()));
        return done.get();
    }

    private Context contextOf() {
        return ((ConnectionBase) waiting.get(0).request().http().connection()).getContext();
    }

    @Test
    void aRouteThatBlocksIsNamed() throws Exception {
        route("- process: { ref: blocks }");
        try (var log = LogLines.of(BlockedEventLoop.class.getName())) {
            CompletableFuture<HttpResponse<String>> answer = later("/x/pods");
            await().untilAsserted(() -> assertThat(log.lines()).anySatisfy(line -> assertThat(line)
                    .contains("route entry (in steps) has blocked the event loop", "CountDownLatch")));
            assertThat(log.levels()).contains(Level.ERROR);
            release.countDown();
            assertThat(answer.get().statusCode()).isEqualTo(204);
        }
    }

    @Test
    void anAnswerWithoutContentHasNoLength() throws Exception {
        route("- setBody: { expression: { simple: { expression: \"${null}\" } } }");

        HttpResponse<String> answer = later("/x/pods").get();

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Content-Length")).isEmpty();
    }

    @Test
    void aMethodWithABodyIsRefusedAtTheStart() {
        assertThatThrownBy(() -> load("""
                        - route:
                            id: post
                            from:
                              uri: platform-http:/y?httpMethodRestrict=POST&platformHttpEngine=#eventLoop
                              steps:
                                - setBody: { constant: "x" }
                        """)).hasStackTraceContaining("takes GET and HEAD, and not 'POST'");
    }

    @Test
    void aRouteThatIsSuspendedSaysSo() throws Exception {
        route("- process: { ref: answer }");
        context.getRouteController().suspendRoute("entry");

        assertThat(get("/x/pods").statusCode()).isEqualTo(503);
        assertThat(get("/x/pods").headers().firstValue("Retry-After")).hasValue("1");
        context.getRouteController().resumeRoute("entry");
        assertThat(get("/x/pods").body()).isEqualTo("/x/pods");
    }

    @Test
    void aHeadHasNoBody() throws Exception {
        route("- process: { ref: answer }");
        HttpResponse<String> head = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/x/pods"))
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(head.statusCode()).isEqualTo(203);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Length")).hasValue("7");
    }
}
