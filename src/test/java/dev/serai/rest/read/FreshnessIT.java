package dev.serai.rest.read;

import static dev.serai.fixture.process.Cluster.PODS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.OtherWrites;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.api.Widgets;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.http.RawAnswer;
import dev.serai.fixture.http.RawHttp;
import dev.serai.fixture.http.Watching;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A caller learns how fresh an answer is, sees its own writes, and is served through an outage. */
class FreshnessIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int STREAMS = 20;
    // The API server sends one a minute.
    private static final Duration A_BOOKMARK = Duration.ofSeconds(90);
    private static final String KUBECTL_DISCOVERY = "application/json;g=apidiscovery.k8s.io;v=v2;"
            + "as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,"
            + "application/json";

    private static KubeApi api;
    private static SeraiProcess serai;

    @BeforeAll
    static void start() {
        api = KubeApi.start();
        serai = Cluster.serai(api.kubeconfig())
                .set("SERAI_CACHE_RESOURCES", "pods,namespaces")
                .set("SERAI_WRITES_PER_SECOND", "1000")
                .set("SERAI_WRITES_PER_CALLER_PER_SECOND", "1000")
                .set("SERAI_READS_PER_SECOND", "40")
                .set("SERAI_READS_STREAMS", Integer.toString(STREAMS))
                .start()
                .awaitReady(Cluster.STARTED);
    }

    @AfterAll
    static void stop() {
        serai.close();
        api.close();
    }

    @Test
    void whatWasJustWrittenIsReadAndWhatWasJustDeletedIsNot() {
        List<String> answers = IntStream.range(0, 200)
                .mapToObj(i -> {
                    String pod = PODS + "/own-" + i;
                    int created =
                            Cluster.post(serai, PODS, Pods.small("own-" + i)).statusCode();
                    int read = serai.get(pod).statusCode();
                    boolean listed = serai.get(PODS + "?fieldSelector=metadata.name%3Down-" + i)
                            .body()
                            .contains("own-" + i + "\"");
                    int deleted =
                            Cluster.delete(serai, pod + "?gracePeriodSeconds=0").statusCode();
                    int gone = serai.get(pod).statusCode();
                    return "%d %d %b %d %d".formatted(created, read, listed, deleted, gone);
                })
                .distinct()
                .toList();

        assertThat(answers).containsExactly("201 200 true 200 404");
    }

    @ParameterizedTest
    @MethodSource("formsOfAnObject")
    void aNamespaceThatIsMadeAndDeletedShowsAndHoldsNoReadUp(String accept) {
        try (var others = new OtherWrites(api)) {
            others.begin();
            assertThatItShowsAndHoldsNoReadUp(accept);
        }
    }

    private static Stream<String> formsOfAnObject() {
        return Stream.concat(
                formsOf("PartialObjectMetadata"),
                Stream.of("application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;v=v1;g=meta.k8s.io"));
    }

    private static Stream<String> formsOfAList() {
        return formsOf("PartialObjectMetadataList");
    }

    private static Stream<String> formsOf(String metadata) {
        return Stream.of(
                "application/json",
                "application/yaml",
                "application/vnd.kubernetes.protobuf",
                "application/json;as=Table;v=v1;g=meta.k8s.io",
                "application/json;as=" + metadata + ";v=v1;g=meta.k8s.io");
    }

    // Each of their versions is ahead of what is read.
    private static void assertThatItShowsAndHoldsNoReadUp(String accept) {
        String name = "ns-" + Integer.toHexString(accept.hashCode());
        String namespaces = "/api/v1/namespaces";
        assertThat(ask("POST", namespaces, accept, "{\"metadata\":{\"name\":\"%s\"}}".formatted(name)))
                .isEqualTo(201);
        assertThat(cached(namespaces)).contains("\"" + name + "\"");
        assertThat(cached(namespaces + "/" + name)).contains("\"Active\"");
        // No pod has that version, and none is needed to have it.
        assertThat(cached(PODS)).contains("\"PodList\"");

        // Nobody takes its finalizer away: it stays.
        assertThat(ask("DELETE", namespaces + "/" + name, accept, null)).isEqualTo(200);
        assertThat(cached(namespaces + "/" + name)).contains("\"Terminating\"");
        assertThat(cached(namespaces)).contains("\"" + name + "\"");

        // The API server makes no table of what this is answered with.
        String answered = accept.contains("as=Table") ? "application/json" : accept;
        String finalize = namespaces + "/" + name + "/finalize";
        String freed = "{\"metadata\":{\"name\":\"%s\"},\"spec\":{}}".formatted(name);
        assertThat(ask("PUT", finalize, answered, freed)).isEqualTo(200);
        assertThat(serai.get(namespaces + "/" + name).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"gracePeriodSeconds\":0}", "{}", ""})
    void aPodThatWasEvictedIsNotThere(String options) {
        String eviction = options.isEmpty()
                ? "{\"metadata\":{\"name\":\"%s\"}}"
                : "{\"metadata\":{\"name\":\"%s\"},\"deleteOptions\":" + options + "}";
        List<String> answers = IntStream.range(0, 60)
                .mapToObj(i -> {
                    String name = "evicted-%d-%d".formatted(options.length(), i);
                    int created = Cluster.post(serai, PODS, Pods.small(name)).statusCode();
                    int evicted = Cluster.post(serai, PODS + "/" + name + "/eviction", eviction.formatted(name))
                            .statusCode();
                    return "%d %d %d"
                            .formatted(
                                    created,
                                    evicted,
                                    serai.get(PODS + "/" + name).statusCode());
                })
                .distinct()
                .toList();
        assertThat(answers).containsExactly("201 201 404");
    }

    @ParameterizedTest
    @MethodSource("formsOfAList")
    void aCollectionThatWasDeletedIsEmpty(String accept) {
        String label = "c-" + Integer.toHexString(accept.hashCode());
        String selected = PODS + "?labelSelector=app%3D" + label;
        List<Integer> left = IntStream.range(0, 20)
                .map(i -> {
                    for (int pod = 0; pod < 3; pod++) {
                        String name = "%s-%d-%d".formatted(label, i, pod);
                        Cluster.post(serai, PODS, Pods.small(name).replace("\"small\"", '"' + label + '"'));
                    }
                    String none = i % 2 == 0 ? "" : "&includeObject=None";
                    assertThat(ask("DELETE", selected + none, accept, null)).isEqualTo(200);
                    return Json.parse(serai.get(selected).body()).path("items").size();
                })
                .boxed()
                .distinct()
                .toList();
        assertThat(left).containsExactly(0);
    }

    @Test
    void anAnswerFromTheCacheSaysSoAndOneFromTheApiServerToo() {
        Cluster.post(serai, PODS, Pods.small("fresh"));

        HttpResponse<String> cached = serai.get(PODS + "/fresh");
        assertThat(cached.headers().firstValue("cache-status")).hasValue("serai; hit");
        // The event of the write is the last that the cache has heard.
        assertThat(age(cached)).isLessThan(SOON.toSeconds());
        assertThat(cached.headers().firstValue("warning")).isEmpty();

        HttpResponse<String> forced = get(PODS + "/fresh", "Cache-Control", "no-cache");
        assertThat(forced.headers().firstValue("cache-status")).hasValue("serai; fwd=request");
        assertThat(Json.withoutManagedFields(forced.body())).isEqualTo(Json.parse(cached.body()));
        assertThat(serai.get("/api/v1/services").headers().firstValue("cache-status"))
                .hasValue("serai; fwd=bypass");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/version", "/api", "/apis", "/apis/apps/v1", "/openapi/v3"})
    void discoveryIsKeptAndAskedForAnewByWhoeverWantsIt(String path) {
        // Not for a while after a definition has changed.
        await().atMost(Duration.ofSeconds(30)).until(() -> serai.get(path)
                .headers()
                .firstValue("cache-status")
                .filter("serai; hit"::equals)
                .isPresent());
        HttpResponse<String> anew = get(path, "Cache-Control", "no-cache");
        assertThat(anew.statusCode()).isEqualTo(200);
        assertThat(anew.headers().firstValue("cache-status")).hasValue("serai; fwd=request");
    }

    @Test
    void anAnswerThatNeverChangesSaysSo() {
        String path = Json.parse(serai.get("/openapi/v3").body())
                .at("/paths/apis~1apps~1v1/serverRelativeURL")
                .asText();
        HttpResponse<String> whole = serai.get(path);
        assertThat(whole.statusCode()).isEqualTo(200);
        HttpResponse<String> known =
                get(path, "If-None-Match", whole.headers().firstValue("etag").orElseThrow());
        assertThat(known.statusCode()).isEqualTo(304);
        for (HttpResponse<String> answer : List.of(whole, serai.get(path), known)) {
            assertThat(answer.headers().firstValue("cache-control"))
                    .hasValueSatisfying(text -> assertThat(text).contains("immutable"));
            assertThat(answer.headers().firstValue("expires")).isPresent();
        }
    }

    @Test
    @Timeout(150)
    void aVersionThatOnlyAnotherResourceHasReachedIsReachedWithTheNextBookmark() {
        api.kubectl("create", "configmap", "elsewhere");
        String version = Json.parse(Cluster.direct(api, "/api/v1/namespaces/default/configmaps/elsewhere"))
                .at("/metadata/resourceVersion")
                .asText();

        // The API server can tell whether a pod was changed before it, and is asked until a bookmark does.
        for (String read : List.of("?resourceVersion=", "?resourceVersionMatch=NotOlderThan&resourceVersion=")) {
            HttpResponse<String> list = serai.get(PODS + read + version);
            assertThat(list.statusCode()).isEqualTo(200);
            assertThat(Json.parse(list.body()).at("/metadata/resourceVersion").asLong())
                    .isGreaterThanOrEqualTo(Long.parseLong(version));
        }
        assertThat(serai.get(PODS + "/none-such?resourceVersion=" + version).statusCode())
                .isEqualTo(404);
        HttpResponse<String> future = serai.get(PODS + "?resourceVersion=" + (Long.parseLong(version) + 1_000_000));
        assertThat(future.statusCode()).isEqualTo(504);
        assertThat(future.headers().firstValue("retry-after")).hasValue("1");
        assertThat(Json.parse(future.body()).path("message").asText()).contains("Too large resource version");
        await().atMost(A_BOOKMARK).untilAsserted(() -> {
            HttpResponse<String> list = serai.get(PODS + "?resourceVersion=" + version);
            assertThat(list.statusCode()).isEqualTo(200);
            assertThat(list.headers().firstValue("cache-status")).hasValue("serai; hit");
            assertThat(Json.parse(list.body()).at("/metadata/resourceVersion").asLong())
                    .isGreaterThanOrEqualTo(Long.parseLong(version));
            assertThat(age(list)).isLessThan(SOON.toSeconds());
        });
    }

    @Test
    void whatIsKnownIsNotSentAgain() {
        Cluster.post(serai, PODS, Pods.small("tagged"));
        String tag = serai.get(PODS + "/tagged").headers().firstValue("etag").orElseThrow();

        HttpResponse<String> again = get(PODS + "/tagged", "If-None-Match", tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();

        api.kubectl("label", "pod", "tagged", "changed=yes");
        await().atMost(SOON)
                .until(() -> get(PODS + "/tagged", "If-None-Match", tag).statusCode() == 200);
    }

    @Test
    void readsThatTheCacheCannotAnswerAreThrottled() {
        List<HttpResponse<String>> answers = IntStream.range(0, 200)
                .parallel()
                .mapToObj(i -> serai.get("/api/v1/services?limit=1"))
                .toList();

        assertThat(answers).extracting(HttpResponse::statusCode).contains(200, 429);
        assertThat(answers).filteredOn(answer -> answer.statusCode() == 429).allSatisfy(answer -> {
            assertThat(answer.headers().firstValue("retry-after")).hasValue("1");
            assertThat(Json.parse(answer.body()).at("/reason").asText()).isEqualTo("TooManyRequests");
        });
        assertThat(serai.get(PODS).statusCode()).isEqualTo(200);
        await().atMost(SOON).until(() -> serai.get("/api/v1/services").statusCode() == 200);
    }

    @Test
    void moreWatchesThanThereMayBeAreRefusedAndOthersThatEndMakeRoom() throws IOException {
        List<Watching> watches = new ArrayList<>();
        try {
            await().atMost(SOON).ignoreExceptions().until(() -> {
                watches.add(Watching.at(serai.url() + PODS + "?watch=true"));
                return watches.size() == STREAMS;
            });
            for (String more : List.of(PODS, "/api/v1/services")) {
                HttpResponse<String> refused = serai.get(more + "?watch=true");
                assertThat(refused.statusCode()).as(more).isEqualTo(429);
                assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
                assertThat(Json.parse(refused.body()).at("/reason").asText()).isEqualTo("TooManyRequests");
            }
            assertThat(serai.get(PODS).statusCode()).isEqualTo(200);
        } finally {
            watches.forEach(Watching::close);
        }
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(serai.get(PODS + "?watch=true&timeoutSeconds=1").statusCode())
                    .isEqualTo(200);
            assertThat(serai.get("/api/v1/services?watch=true&timeoutSeconds=1").statusCode())
                    .isEqualTo(200);
        });
    }

    @Test
    void throughAnOutageTheCacheAndDiscoveryAreServedWithAWarning() {
        assertThat(get("/apis", "Accept", KUBECTL_DISCOVERY).statusCode()).isEqualTo(200);
        await().atMost(SOON).until(() -> serai.get("/version").statusCode() == 200);
        Cluster.post(serai, PODS, Pods.small("survivor"));
        assertThat(serai.get(PODS + "/survivor").statusCode()).isEqualTo(200);

        api.stopApiServer();
        try {
            await().atMost(SOON).untilAsserted(() -> {
                HttpResponse<String> read = serai.get(PODS + "/survivor");
                assertThat(read.statusCode()).isEqualTo(200);
                assertThat(read.headers().firstValue("warning"))
                        .hasValueSatisfying(text -> assertThat(text).startsWith("110 "));
                assertThat(read.headers().firstValue("age").map(Long::parseLong).orElseThrow())
                        .isGreaterThan(1);
            });
            assertThat(get("/apis", "Accept", KUBECTL_DISCOVERY).headers().firstValue("content-type"))
                    .hasValue("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
            assertThat(serai.get("/version").statusCode()).isEqualTo(200);
            HttpResponse<String> unknown = serai.get("/api/v1/services");
            assertThat(unknown.statusCode()).isEqualTo(503);
            assertThat(unknown.headers().firstValue("retry-after")).hasValue("1");
        } finally {
            api.startApiServer();
        }
        await().atMost(SOON).until(() -> serai.get(PODS + "/survivor")
                .headers()
                .firstValue("warning")
                .isEmpty());
    }

    @Test
    void aDefinitionThatIsMadeChangedOrDeletedPastSeraiShowsAtOnce() {
        List.of("/apis", "/apis/example.com/v1", "/openapi/v3").forEach(serai::get);
        api.kubectlWithInput(Widgets.DEFINITION, "apply", "-f", "-");
        assertShown("/apis", answer -> answer.contains("example.com"));
        assertShown("/apis/example.com/v1", answer -> answer.contains("widgets"));
        assertShown("/openapi/v3", answer -> answer.contains("apis/example.com/v1"));
        api.kubectl(
                "patch",
                "crd",
                Widgets.CRD,
                "--type=merge",
                "-p",
                "{\"spec\":{\"names\":{\"shortNames\":[\"wdgt\"]}}}");
        assertShown("/apis/example.com/v1", answer -> answer.contains("wdgt"));
        api.kubectl("delete", "crd", Widgets.CRD);
        assertShown("/apis", answer -> !answer.contains("example.com"));
        assertShown("/openapi/v3", answer -> !answer.contains("apis/example.com/v1"));
    }

    // As soon as the API server shows it itself, and with no second look.
    private static void assertShown(String path, Predicate<String> change) {
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> change.test(Cluster.direct(api, path)));
        assertThat(serai.get(path).body()).matches(change);
    }

    @Test
    void aPathThatCannotBeDecodedIsRefusedAndLeavesNoTrace() {
        RawAnswer refused = RawHttp.plain(URI.create(serai.url()).getPort())
                .ask("GET", PODS + "/%zz-not-for-the-log", List.of(), null);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(Json.parse(refused.text()).at("/reason").asText()).isEqualTo("BadRequest");
        assertThat(serai.log()).doesNotContain("zz-not", "Unhandled exception", "IllegalArgumentException");
    }

    @Test
    void whatNeedsAConnectionOfItsOwnIsRefusedClearly() {
        Cluster.post(serai, PODS, Pods.small("shell"));

        HttpResponse<String> exec = serai.get(PODS + "/shell/exec?command=sh");

        assertThat(exec.statusCode()).isEqualTo(501);
        assertThat(Json.parse(exec.body()).at("/reason").asText()).isEqualTo("NotImplemented");
    }

    private static int ask(String method, String path, String accept, String body) {
        return serai.send(HttpRequest.newBuilder(URI.create(serai.url() + path))
                        .header("Content-Type", "application/json")
                        .header("Accept", accept)
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build())
                .statusCode();
    }

    private static String cached(String path) {
        HttpResponse<String> answer = serai.get(path);
        assertThat(answer.headers().firstValue("cache-status")).hasValue("serai; hit");
        return answer.body();
    }

    private static long age(HttpResponse<String> answer) {
        return Long.parseLong(answer.headers().firstValue("age").orElseThrow());
    }

    private static HttpResponse<String> get(String path, String header, String value) {
        return serai.send(HttpRequest.newBuilder(URI.create(serai.url() + path))
                .header(header, value)
                .build());
    }
}
