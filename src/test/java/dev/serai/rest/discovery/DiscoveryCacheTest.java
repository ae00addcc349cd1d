package dev.serai.rest.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.cluster.ApiAnswer;
import dev.serai.cluster.DefinitionWatch;
import dev.serai.fixture.api.ScriptedApi;
import dev.serai.fixture.process.TestClock;
import dev.serai.http.SteppedReads;
import dev.serai.limit.ReadLimitsConfiguration;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Discovery is as the API server tells it, though it is asked seldom. */
@Timeout(60)
class DiscoveryCacheTest {

    private static final Duration SETTLED = Duration.ofSeconds(11);
    private static final String CUSTOM = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    private final TestClock clock = new TestClock();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final Queue<HttpServerResponse> held = new ConcurrentLinkedQueue<>();
    private volatile HttpServerResponse definitionsWatch;
    private volatile boolean watchable = true;
    private volatile boolean holding;
    private volatile int code = 200;
    private volatile String told = "one";
    private ScriptedApi api;
    private DefinitionWatch definitions;
    private DiscoveryCache kept;
    private String url;

    @BeforeEach
    void start() {
        api = new ScriptedApi(this::answer);
        definitions = new DefinitionWatch(api.apiServer(), clock);
        kept = new DiscoveryCache(
                api.apiServer(), new ReadLimitsConfiguration(1_000, 10).limiter(), definitions, clock);
        url = api.listen(request -> SteppedReads.answer(
                request, List.of(read -> kept.answer(read, "no-cache".equals(request.getHeader("Cache-Control"))))));
    }

    @AfterEach
    void stop() {
        definitions.close();
        api.close();
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response().putHeader("Content-Type", "application/json");
        if (request.path().contains(".k8s.io/")) {
            watch(request, response);
            return;
        }
        asked.add(request.uri());
        if (holding) {
            held.add(response);
        } else if (code == 200 && ("\"" + told + "\"").equals(request.getHeader("If-None-Match"))) {
            response.setStatusCode(304).end();
        } else {
            tell(response);
        }
    }

    private void tell(HttpServerResponse response) {
        response.setStatusCode(code).putHeader("ETag", "\"" + told + "\"").end(told);
    }

    private void watch(HttpServerRequest request, HttpServerResponse response) {
        if (!watchable) {
            response.setStatusCode(403).end("{}");
        } else if (request.getParam("watch") == null) {
            response.end("{\"metadata\":{\"resourceVersion\":\"7\"}}");
        } else {
            response.setChunked(true).writeHead();
            if (request.path().equals(CUSTOM)) {
                definitionsWatch = response;
            }
        }
    }

    @Test
    void whatHoldsIsNotAskedForAgain() {
        watchAndSettle();
        assertThat(get("/apis").headers().firstValue("Cache-Status")).hasValue("serai; fwd=miss");
        clock.advance(Duration.ofSeconds(9));
        HttpResponse<String> again = get("/apis");
        assertThat(again.body()).isEqualTo("one");
        assertThat(again.headers().firstValue("Cache-Status")).hasValue("serai; hit");
        assertThat(again.headers().firstValue("Age")).hasValue("9");
        assertThat(asked).hasSize(1);
    }

    @Test
    void aChangedDefinitionShowsAtOnceHoweverLateTheApiServerShowsIt() {
        watchAndSettle();
        get("/apis");
        definitionsWatch.write(
                "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"w.example.com\",\"resourceVersion\":\"8\"}}}\n");
        await().until(() -> {
            get("/apis");
            return asked.size() > 1;
        });
        clock.advance(Duration.ofSeconds(5));
        told = "two";
        HttpResponse<String> changed = get("/apis");
        assertThat(changed.body()).isEqualTo("two");
        assertThat(changed.headers().firstValue("Cache-Status")).hasValue("serai; fwd=stale");
        clock.advance(SETTLED);
        get("/apis");
        asked.clear();
        assertThat(get("/apis").body()).isEqualTo("two");
        assertThat(asked).isEmpty();
    }

    @Test
    void aWriteOfADefinitionCountsAtOnce() {
        watchAndSettle();
        get("/apis");
        told = "two";
        assertThat(get("/apis").body()).isEqualTo("one");
        kept.definitionsChanged();
        assertThat(get("/apis").body()).isEqualTo("two");
    }

    @Test
    void whatIsOldIsGivenAtOnceAndAskedForBehind() {
        watchAndSettle();
        get("/apis");
        clock.advance(SETTLED);
        told = "two";
        holding = true;
        assertThat(get("/apis").body()).isEqualTo("one");
        assertThat(get("/apis").body()).isEqualTo("one");
        await().until(() -> held.size() == 1);
        holding = false;
        held.forEach(this::tell);
        await().until(() -> get("/apis").body().equals("two"));
        assertThat(asked).hasSize(2);
    }

    @Test
    void manyWhoAskMakeOneRequest() {
        holding = true;
        List<CompletableFuture<HttpResponse<String>>> all = IntStream.range(0, 20)
                .mapToObj(i -> http.sendAsync(
                        request("/openapi/v2?timeout=" + i + "s").build(), HttpResponse.BodyHandlers.ofString()))
                .toList();
        await().until(() -> !held.isEmpty());
        // Those that came later than the answer would make another one.
        holding = false;
        api.vertx().setTimer(500, late -> held.forEach(this::tell));
        assertThat(all).allSatisfy(answer -> assertThat(answer.join().body()).isEqualTo("one"));
        assertThat(asked).containsExactly("/openapi/v2");
    }

    @Test
    void onlyWhatChangesTheAnswerIsAskedForApart() {
        watchAndSettle();
        get("/apis?timeout=32s&x=1");
        get("/apis?y=2&pretty=false", "User-Agent", "curl/8", "Accept", "*/*");
        get("/apis?hash=1", "Accept", "*/*, text/html");
        assertThat(asked).containsExactly("/apis");
        asked.clear();
        get("/apis", "User-Agent", "curl/8");
        get("/openapi/v3/apis/apps/v1?timeout=1s&hash=A%2BB");
        get("/openapi/v3/apis/apps/v1");
        get(
                "/apis",
                "Accept",
                "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList, application/json");
        assertThat(asked)
                .containsExactly(
                        "/apis?pretty=true",
                        "/openapi/v3/apis/apps/v1?hash=A%2BB",
                        "/openapi/v3/apis/apps/v1",
                        "/apis");
    }

    @Test
    void whatACallerHasIsNotSentAgain() {
        assertThat(get("/apis", "If-None-Match", "\"none\"").statusCode()).isEqualTo(200);
        HttpResponse<String> had = get("/apis", "If-None-Match", "\"none\", W/\"one\"");
        assertThat(had.statusCode()).isEqualTo(304);
        assertThat(had.headers().firstValue("ETag")).hasValue("\"one\"");
        assertThat(had.body()).isEmpty();
    }

    @Test
    void whoWantsItAnewGetsTheApiServersOwnAnswerOrNone() {
        watchAndSettle();
        get("/apis");
        told = "two";
        HttpResponse<String> anew = get("/apis", "Cache-Control", "no-cache");
        assertThat(anew.body()).isEqualTo("two");
        assertThat(anew.headers().firstValue("Cache-Status")).hasValue("serai; fwd=request");
        // What is known by now is known to all.
        assertThat(get("/apis").body()).isEqualTo("two");
        code = 503;
        assertThat(get("/apis", "Cache-Control", "no-cache").statusCode()).isEqualTo(503);
        assertThat(get("/apis").statusCode()).isEqualTo(200);
    }

    @Test
    void withoutTheRightToWatchAnswersAreKeptForASecond() {
        watchable = false;
        definitions.start();
        get("/apis");
        told = "two";
        assertThat(get("/apis").body()).isEqualTo("one");
        clock.advance(Duration.ofMillis(1001));
        assertThat(get("/apis").body()).isEqualTo("two");
    }

    @Test
    void whatIsGoneIsForgottenAndAFailureIsNot() {
        get("/apis/example.com");
        clock.advance(Duration.ofSeconds(2));
        code = 503;
        HttpResponse<String> stale = get("/apis/example.com");
        assertThat(stale.body()).isEqualTo("one");
        assertThat(stale.headers().firstValue("Warning")).hasValue("110 serai \"Response is Stale\"");
        code = 404;
        assertThat(get("/apis/example.com").statusCode()).isEqualTo(404);
        code = 503;
        assertThat(get("/apis/example.com").statusCode()).isEqualTo(503);
    }

    @Test
    void anApiServerThatIsSilentIsWaitedForOnceThenWhatIsKeptIsGiven() {
        get("/apis");
        get("/version");
        clock.advance(Duration.ofSeconds(2));
        holding = true;
        assertThat(get("/apis").headers().firstValue("Warning")).isPresent();
        // Though it is another path: nobody waits for what has just been found out.
        assertThat(get("/version").headers().firstValue("Warning")).isPresent();
        await().untilAsserted(() -> assertThat(held).hasSize(2));
        holding = false;
        held.forEach(this::tell);
        await().until(() -> get("/version").headers().firstValue("Warning").isEmpty());
    }

    @Test
    void onlySoManyBytesAreKeptTheOldestGiveWay() {
        var answers = new BoundedAnswers(10_000);
        for (int i = 0; i < 5; i++) {
            answers.put(asked("/" + i), answer(2_000));
            assertThat(answers.get(asked("/0"))).isNotNull();
        }
        assertThat(IntStream.range(0, 5).filter(i -> answers.get(asked("/" + i)) != null))
                .containsExactly(0, 3, 4);
        answers.put(asked("/0"), answer(10_000));
        assertThat(answers.get(asked("/0"))).isNull();
        assertThat(answers.get(asked("/4"))).isNotNull();
    }

    private static DiscoveryRequest asked(String path) {
        return new DiscoveryRequest(path, "", null, false);
    }

    private KeptAnswer answer(int bytes) {
        return new KeptAnswer(new ApiAnswer(200, Map.of(), new byte[bytes]), clock.instant());
    }

    private void watchAndSettle() {
        definitions.start();
        await().until(() -> definitions.isConnected() && definitionsWatch != null);
        clock.advance(SETTLED);
    }

    private HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .join();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path));
    }
}
