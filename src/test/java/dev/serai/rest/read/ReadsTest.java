package dev.serai.rest.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.cache.CacheConditions;
import dev.serai.cache.object.StrippedFields;
import dev.serai.cluster.DefinitionWatch;
import dev.serai.fixture.api.ScriptedApi;
import dev.serai.fixture.http.RawAnswer;
import dev.serai.fixture.http.RawHttp;
import dev.serai.http.SteppedReads;
import dev.serai.limit.CallerQuota;
import dev.serai.limit.ReadLimitsConfiguration;
import dev.serai.limit.ReadRateLimiter;
import dev.serai.rest.consistency.WriteTracker;
import dev.serai.rest.consistency.WrittenVersionLookup;
import dev.serai.rest.discovery.DiscoveryCache;
import dev.serai.rest.wire.PrettyJson;
import dev.serai.rest.wire.Yaml;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the cache can answer it answers, however it is asked for: the API server does not hear of it. */
@Timeout(60)
class ReadsTest {

    private static final String POD = CachedPods.PATH + "/web";
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

    private static final int LIST_BYTES = 1_000_000;
    private static final AtomicInteger ASKED = new AtomicInteger();
    private static CachedPods pods;
    private static ScriptedApi upstream;
    private static volatile String upstreamBody = "{\"kind\":\"Asked\"}";
    private static volatile String accepted;
    private static RawHttp serai;

    @BeforeAll
    static void start() {
        pods = new CachedPods();
        pods.create("web");
        upstream = new ScriptedApi(request -> {
            ASKED.incrementAndGet();
            accepted = request.getHeader("Accept");
            request.response().putHeader("Content-Type", "application/json").end(upstreamBody);
        });
        serai = listen(pods);
    }

    private static RawHttp listen(CachedPods cached) {
        var reads = new AtomicReference<Reads>();
        return RawHttp.plain(URI.create(upstream.listen(request -> {
                    // On the event loop on which the requests arrive.
                    if (reads.get() == null) {
                        reads.set(reads(cached));
                    }
                    SteppedReads.answer(request, reads.get());
                }))
                .getPort());
    }

    private static final CacheConditions CONDITIONS = new CacheConditions();

    private static Reads reads(CachedPods cached) {
        var streams = new CallerQuota(10, 10);
        ReadRateLimiter limiter = new ReadLimitsConfiguration(1_000, 10).limiter();
        var forward =
                new Passthrough(upstream.apiServer(), limiter, streams, StrippedFields.parse("metadata.managedFields"));
        return new Reads(
                cached.caches,
                new WriteTracker(cached.caches, new WrittenVersionLookup(upstream.apiServer()), CONDITIONS),
                CONDITIONS,
                forward,
                new DiscoveryCache(
                        upstream.apiServer(),
                        limiter,
                        new DefinitionWatch(upstream.apiServer(), Clock.systemUTC()),
                        Clock.systemUTC()),
                streams,
                new CallerQuota(LIST_BYTES, LIST_BYTES),
                Vertx.currentContext().owner(),
                Clock.systemUTC());
    }

    @AfterAll
    static void stop() {
        upstream.close();
        CONDITIONS.close();
        pods.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeout=9m3s",
                "timeout=1h2m3.5s",
                "timeout=1.5h",
                "timeout=.5s",
                "timeout=5.m",
                "timeout=100ms",
                "timeout=250us",
                "timeout=250%C2%B5s",
                "timeout=250%CE%BCs",
                "timeout=10ns",
                "timeout=%2B1s",
                "timeout=-1s",
                "timeout=0",
                "timeout=2562047h",
                "timeoutSeconds=2147483648",
                "timeoutSeconds=-1",
                "limit=-1",
                "limit=%2B500",
                "limit=99999999999",
                "pretty=true",
                "export=false",
                "exact=true",
                "unknown=x",
                "fieldManager=kubectl",
                "resourceVersionMatch=",
                "continue=",
                "labelSelector=&fieldSelector=",
                "resourceVersion=0&resourceVersionMatch=NotOlderThan",
                "includeObject=Nothing"
            })
    void aParameterThatChangesNothingSendsNoReadPastTheCache(String query) {
        assertThat(fromTheCache(CachedPods.PATH + "?" + query).text()).contains("\"web\"");
        assertThat(fromTheCache(POD + "?" + query.replace("resourceVersionMatch", "unknown"))
                        .text())
                .contains("\"web\"");
        assertThat(fromTheCache(CachedPods.PATH + "?watch=true&timeoutSeconds=1&"
                                + query.replace("&resourceVersionM", "&m"))
                        .text())
                .startsWith("{\"type\":\"ADDED\"");
    }

    @Test
    void theExactStateThatTheCacheHasIsNotAskedFor() {
        for (int i = 0; i < 2; i++) {
            String version = fromTheCache(CachedPods.PATH)
                    .text()
                    .replaceAll(".*?\"metadata\":\\{\"resourceVersion\":\"(\\d+)\".*", "$1");
            RawAnswer exact = fromTheCache(CachedPods.PATH + "?resourceVersionMatch=Exact&resourceVersion=" + version);
            assertThat(exact.text()).contains("\"resourceVersion\":\"" + version + "\"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeout=5",
                "timeout=abc",
                "timeout=s",
                "timeout=1d",
                "timeout=1h-1m",
                "timeout=1%20s",
                "timeout=--1s",
                "timeout=.s",
                "timeout=2562048h",
                "timeout=9223372036854775808ns",
                "limit=",
                "limit=x",
                "limit=1.5",
                "limit=9999999999999999999",
                "timeoutSeconds=x",
                "sendInitialEvents=",
                "resourceVersionMatch=Exact&resourceVersion=0",
                "resourceVersion=%2B1"
            })
    void whatIsWrongWithAParameterTheApiServerSays(String query) {
        assertThat(ask("GET", CachedPods.PATH + "?" + query).text()).contains("Asked");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/*;q=0.8",
                "application/json; charset=utf-8",
                "application/json;q=0.5",
                "application/vnd.kubernetes.protobuf,application/json",
                "application/vnd.kubernetes.protobuf;q=1, application/json;q=0.2",
                "application/json;stream=watch",
                "application/json;as=Foo;v=v1;g=meta.k8s.io,application/json",
                "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
                "application/cbor,application/json;q=0.5"
            })
    void jsonIsAnsweredFromTheCacheWhereItIsTaken(String accept) {
        for (String target : List.of(POD, CachedPods.PATH, CachedPods.PATH + "?watch=1&timeoutSeconds=1")) {
            RawAnswer answer = fromTheCache(target, "Accept: " + accept);
            assertThat(answer.header("content-type")).hasValue("application/json");
            assertThat(answer.text()).contains("\"kind\":\"Pod");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                TABLE + "," + "application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json",
                TABLE + ";q=0.9,application/json;q=0.5",
                "application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io," + TABLE,
                "application/json;g=meta.k8s.io; as=Table ;v=v1,application/json"
            })
    void tablesAreAnsweredFromTheCacheWhereTheyAreWanted(String accept) {
        assertThat(fromTheCache(POD, "Accept: " + accept).text()).contains("\"kind\":\"Table\"");
    }

    @Test
    void whoTakesMetadataAsJsonTooGetsThemFromTheCache() {
        String accept = "application/vnd.kubernetes.protobuf;as=%1$s;g=meta.k8s.io;v=v1,"
                + "application/json;as=%1$s;g=meta.k8s.io;v=v1,application/json";
        for (String one : List.of("PartialObjectMetadata", "PartialObjectMetadataList")) {
            String target = one.endsWith("List") ? CachedPods.PATH : POD;
            assertThat(fromTheCache(target, "Accept: " + accept.formatted(one)).text())
                    .startsWith("{\"kind\":\"" + one + "\"");
        }
    }

    @Test
    void whatIsWantedMostIsAnswered() {
        assertThat(fromTheCache(POD, "Accept: application/json;q=0.1,application/yaml;q=0.9")
                        .header("content-type"))
                .hasValue("application/yaml");
        assertThat(fromTheCache(POD, "Accept: application/yaml;q=0.1,application/json;q=0.9")
                        .header("content-type"))
                .hasValue("application/json");
        // No other JSON than what was wanted, as long as the API server can be asked.
        assertThat(ask("GET", POD, "Accept: application/yaml;as=Table;v=v1;g=meta.k8s.io,application/json")
                        .text())
                .contains("Asked");
        for (String none : List.of("text/html", "*", "application/*", "application/vnd.kubernetes.protobuf", "a/b/c")) {
            assertThat(ask("GET", POD, "Accept: " + none).text()).contains("Asked");
        }
    }

    @Test
    void throughAnOutageTheSecondBestFormIsAnswered() {
        try (var lost = new CachedPods()) {
            lost.create("web");
            RawHttp through = listen(lost);
            List<String> accepts = List.of(
                    "Accept: application/yaml;as=Table;v=v1;g=meta.k8s.io,application/json;q=0.9",
                    "Accept: application/json;as=Table;v=v1beta1;g=meta.k8s.io, application/json;charset=utf-8");
            for (String accept : accepts) {
                RawAnswer first = through.ask("GET", POD, List.of(accept), null);
                assertThat(first.text()).as(accept).contains("Asked");
                assertThat(first.header("cache-status")).hasValue("serai; fwd=miss");
            }

            lost.loseApiServer();
            int before = ASKED.get();
            for (String accept : accepts) {
                for (String target : List.of(POD, CachedPods.PATH)) {
                    RawAnswer second = through.ask("GET", target, List.of(accept), null);
                    assertThat(second.status()).as(accept).isEqualTo(200);
                    assertThat(second.text()).contains("\"kind\":\"Pod");
                    assertThat(second.header("content-type")).hasValue("application/json");
                    assertThat(second.header("cache-status")).hasValue("serai; hit");
                    assertThat(second.header("warning")).isPresent();
                }
            }
            assertThat(ASKED.get()).isEqualTo(before);
            // What is not taken is not sent, whatever else there is.
            String protobuf = "Accept: application/vnd.kubernetes.protobuf";
            assertThat(through.ask("GET", POD, List.of(protobuf), null).text()).contains("Asked");
        }
    }

    @Test
    void peopleGetIndentedJson() {
        String pod = fromTheCache(POD).text();
        for (String agent : List.of("curl/8.5.0", "Wget/1.21", "Mozilla/5.0 (X11; Linux x86_64)")) {
            RawAnswer pretty = fromTheCache(POD, "User-Agent: " + agent);
            assertThat(pretty.text())
                    .startsWith("{\n  \"kind\": \"Pod\",\n  \"apiVersion\": \"v1\",\n  \"metadata\": {\n");
            assertThat(pretty.text())
                    .isEqualTo(PrettyJson.of(Buffer.buffer(pod)).toString());
            assertThat(fromTheCache(POD + "?pretty=false", "User-Agent: " + agent)
                            .text())
                    .isEqualTo(pod);
            assertThat(fromTheCache(POD + "?pretty=", "User-Agent: " + agent).text())
                    .isEqualTo(pretty.text());
        }
        assertThat(fromTheCache(POD + "?pretty=1").text()).startsWith("{\n");
        assertThat(fromTheCache(POD + "?pretty=yes").text()).isEqualTo(pod);
        assertThat(fromTheCache(POD, "Accept: application/json;pretty=1").text())
                .startsWith("{\n");
        assertThat(fromTheCache(POD, "Accept: " + TABLE, "User-Agent: curl/8").text())
                .startsWith("{\n  \"kind\": \"Table\"");
        assertThat(fromTheCache(CachedPods.PATH + "?pretty=true").text())
                .startsWith("{\n  \"kind\": \"PodList\"")
                .endsWith("    }\n  ]\n}");
        assertThat(fromTheCache(POD + "-not?pretty=true").text())
                .startsWith("{\n")
                .contains("\"code\": 404");
        assertThat(fromTheCache(CachedPods.PATH + "?watch=1&timeoutSeconds=1&pretty=true")
                        .text())
                .startsWith("{\"type\":\"ADDED\",\"object\":{\"kind\":");
        assertThat(fromTheCache(POD + "?pretty=1", "Accept: application/yaml").text())
                .doesNotContain("{");
    }

    @Test
    void aRefusalComesInTheFormThatIsAskedFor() {
        RawAnswer yaml = fromTheCache(POD + "-not", "Accept: application/yaml");
        assertThat(yaml.status()).isEqualTo(404);
        assertThat(yaml.header("content-type")).hasValue("application/yaml");
        assertThat(yaml.text()).contains("message: \"pods \\\"web-not\\\" not found\"");
    }

    @Test
    void theHeadOfAnAnswerIsThatOfTheWholeOne() {
        for (String target : List.of(POD, POD + "-not", CachedPods.PATH, CachedPods.PATH + "?fieldSelector=x%3Dy")) {
            for (String accept : List.of("application/json", "application/yaml", TABLE)) {
                RawAnswer whole = ask("GET", target, "Accept: " + accept);
                RawAnswer head = ask("HEAD", target, "Accept: " + accept);
                assertThat(head.status()).isEqualTo(whole.status());
                for (String name : List.of("content-type", "cache-status", "etag", "vary", "cache-control")) {
                    assertThat(head.all(name)).as(name).isEqualTo(whole.all(name));
                }
                assertThat(head.header("content-length")).isIn(whole.header("content-length"), Optional.empty());
            }
        }
        assertThat(ask("HEAD", POD).header("content-length")).isPresent();
        // It ends, although a watch would not.
        assertThat(ask("HEAD", CachedPods.PATH + "?watch=true").header("content-type"))
                .hasValue("application/json");
        assertThat(ask("HEAD", "/version").status()).isEqualTo(200);
        assertThat(ask("HEAD", "/api/v1/services").status()).isEqualTo(200);
    }

    @Test
    void whatIsKnownInOneFormOrAnotherIsNotSentAgain() {
        String tag = fromTheCache(POD).header("etag").orElseThrow();
        for (String known : List.of(tag, "W/" + tag, "\"a\", " + tag, "\"a,b\",W/" + tag + " , \"c\"", "*", " * ")) {
            RawAnswer answer = fromTheCache(POD, "If-None-Match: " + known);
            assertThat(answer.status()).as(known).isEqualTo(304);
            assertThat(answer.header("etag")).hasValue(tag);
            assertThat(ask("HEAD", POD, "If-None-Match: " + known).status()).isEqualTo(304);
        }
        assertThat(ask("GET", POD, "If-None-Match: \"a\"", "If-None-Match: " + tag)
                        .status())
                .isEqualTo(304);
        for (String unknown : List.of("\"a\"", "", tag.replace("\"", ""), "\"x" + tag.substring(1), "\"a*\"")) {
            assertThat(ask("GET", POD, "If-None-Match: " + unknown).status())
                    .as(unknown)
                    .isEqualTo(200);
        }
        // Each form has its own.
        assertThat(ask("GET", POD + "?pretty=1", "If-None-Match: " + tag).status())
                .isEqualTo(200);
        assertThat(ask("GET", POD, "If-None-Match: " + tag, "Accept: application/yaml")
                        .status())
                .isEqualTo(200);
        assertThat(ask("GET", POD + "-not", "If-None-Match: *").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "/web?resourceVersion=abc, %s",
        "/web?resourceVersion=abc&pretty=1, %s",
        "/web/status, %s",
        "/web?%zz=1, %s",
        "?limit=1&resourceVersion=1&resourceVersionMatch=foo, '{\"kind\":\"PodList\",\"items\":[%1$s,%1$s]}'",
        "?resourceVersion=1&resourceVersionMatch=foo, '{\"kind\":\"Table\",\"rows\":[{\"cells\":[],\"object\":%s}]}'",
        "?watch=1&limit=x, '{\"type\":\"ADDED\",\"object\":%1$s}\n{\"type\":\"DELETED\",\"object\":%1$s}\n'",
        "?watch=1&limit=x, '{\"type\":\"ADDED\",\"object\":{\"rows\":[{\"object\":%s}]}}\n'"
    })
    void whatIsCachedIsStrippedAlsoWhereItIsPassedOn(String target, String body) {
        String managed =
                "{\"metadata\":{\"name\":\"a\",\"managedFields\":[{\"x\":\"]}\"}]},\"spec\":{\"managedFields\":1}}";
        String stripped = "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"managedFields\":1}}";
        upstreamBody = body.formatted(managed);
        try {
            String accept = "Accept: application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io,"
                    + "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
            assertThat(ask("GET", CachedPods.PATH + target, accept).text()).isEqualTo(body.formatted(stripped));
            assertThat(accepted).isEqualTo("application/json;as=Table;v=v1;g=meta.k8s.io,application/json");
            assertThat(ask("GET", CachedPods.PATH + target, "Cache-Control: no-cache")
                            .text())
                    .isEqualTo(upstreamBody);
            assertThat(ask("GET", "/api/v1/namespaces/shop/services", accept).text())
                    .isEqualTo(upstreamBody);
            if (target.contains("watch")) {
                assertThat(ask("GET", "/api/v1/watch/namespaces/shop/pods", accept)
                                .text())
                        .isEqualTo(body.formatted(stripped));
            }
        } finally {
            upstreamBody = "{\"kind\":\"Asked\"}";
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/web?resourceVersion=abc, application/yaml, application/json",
        "/web?resourceVersion=abc, 'application/vnd.kubernetes.protobuf, application/yaml;q=0.5', application/json",
        "/web/status, 'application/yaml;charset=utf-8, application/json;q=0.1', application/json",
        "/web/status, 'application/yaml;as=Table;v=v1;g=meta.k8s.io', application/json;as=Table;g=meta.k8s.io;v=v1"
    })
    void whatIsPassedOnAsYamlIsStrippedToo(String target, String accept, String asked) throws Exception {
        String spec =
                "\"spec\":{\"a\":1.10,\"b\":1e400,\"c\":-12345678901234567890,\"d\":\"1e3\",\"e\":null,\"f\":[true,{},[]],"
                        + "\"g\":\"%s\\u2028\\\"é\\n#: x\"}}".formatted("y".repeat(50_000));
        upstreamBody = "{\"metadata\":{\"name\":\"a\",\"managedFields\":[{\"x\":1}]}," + spec;
        try {
            RawAnswer answer = ask("GET", CachedPods.PATH + target, "Accept: " + accept);
            assertThat(accepted).isEqualTo(asked);
            assertThat(answer.header("content-type")).hasValue("application/yaml");
            assertThat(answer.text())
                    .isEqualTo(Yaml.of(("{\"metadata\":{\"name\":\"a\"}," + spec).getBytes(UTF_8))
                            .toString()
                            .replace("1E+400", "1e400"));
            assertThat(ask("HEAD", CachedPods.PATH + target, "Accept: " + accept)
                            .header("content-type"))
                    .hasValue("application/yaml");
            ask("GET", CachedPods.PATH + target, "Accept: " + accept, "Cache-Control: no-cache");
            assertThat(accepted).isEqualTo(accept);
            ask("GET", CachedPods.PATH + "?watch=1&limit=x", "Accept: application/yaml");
            assertThat(accepted).isEqualTo("application/yaml");

            upstreamBody = "{\"kind\":\"Status\",";
            assertThatThrownBy(() -> ask("GET", CachedPods.PATH + target, "Accept: " + accept))
                    .as("an answer that broke off")
                    .isInstanceOf(Exception.class);
        } finally {
            upstreamBody = "{\"kind\":\"Asked\"}";
        }
    }

    private static RawAnswer fromTheCache(String target, String... headers) {
        int before = ASKED.get();
        RawAnswer answer = ask("GET", target, headers);
        assertThat(ASKED.get()).as("asked upstream").isEqualTo(before);
        assertThat(answer.header("cache-status")).isIn(Optional.of("serai; hit"), Optional.empty());
        return answer;
    }

    private static RawAnswer ask(String method, String target, String... headers) {
        return serai.ask(method, target, List.of(headers), null);
    }
}
