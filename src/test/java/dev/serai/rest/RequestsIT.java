package dev.serai.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.http.RawAnswer;
import dev.serai.fixture.http.RawHttp;
import dev.serai.fixture.http.Tree;
import dev.serai.fixture.process.Closing;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import dev.serai.fixture.process.SideBySide;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as they are written by whom Serai does not know: old, long, odd, malformed, or by browsers. */
@Timeout(180)
class RequestsIT {

    private static final String PODS = Cluster.PODS;
    private static final String SERVICES = "/api/v1/namespaces/default/services";
    private static final List<String> METHODS = List.of("POST", "PUT", "PATCH", "OPTIONS", "TRACE", "CONNECT", "FOO");
    private static final List<String> PATHS = List.of(
            "/api/v1/pods",
            PODS,
            PODS + "/missing",
            PODS + "/missing/status",
            PODS + "/missing/log",
            PODS + "/missing/nothing",
            "/api/v1/nodes",
            "/api/v1/nodes/missing",
            "/api/v1/namespaces",
            "/api/v1/namespaces/missing/finalize",
            "/api/v1/bindings",
            "/api/v1/nothing",
            "/api/v1/namespaces/default/nothing",
            "/api/v1/namespaces/default/nothing/x",
            "/api/v9/pods",
            "/apis/apps/v1/deployments",
            "/apis/apps/v1/namespaces/default/deployments",
            "/apis/apps/v1/namespaces/default/deployments/missing/scale",
            "/apis/apps/v9/deployments",
            "/apis/nowhere.example.com/v1/namespaces/default/things",
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews/x",
            "/apis/example.com/v1/widgets",
            "/apis/example.com/v1/namespaces/default/widgets",
            "/apis/example.com/v1/namespaces/default/widgets/missing/status",
            "/api",
            "/api/v1",
            "/api/v9",
            "/version",
            "/apis/apps/v1",
            "/apis/apps/v9",
            "/apis",
            "/apis/",
            "/apis/apps",
            "/apis/example.com",
            "/openapi/v2",
            "/openapi/v3",
            "/openapi/v3/api/v1",
            "/openapi/v3/apis/apps/v1",
            "/openapi/v3/apis/nowhere.example.com/v1",
            "/openapi/v2/nothing",
            "/apis/nowhere.example.com");
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: ([0-9]+)");
    private static final String HOST = "Host: here\r\nConnection: close\r\n";
    private static final String POST = "POST " + PODS + " HTTP/1.1\r\n" + HOST + "Content-Type: application/json\r\n";

    private static SideBySide both;
    private static KubeApi kube;
    private static SeraiProcess process;
    private static RawHttp api;
    private static RawHttp serai;

    @BeforeAll
    static void start() {
        both = new SideBySide(Map.of(
                "SERAI_READS_PER_SECOND",
                "10000",
                "SERAI_WRITES_PER_SECOND",
                "1000",
                "SERAI_WRITES_PER_CALLER_PER_SECOND",
                "1000"));
        kube = both.kube();
        process = both.process();
        api = both.api();
        serai = both.serai();
    }

    @AfterAll
    static void stop() {
        Closing.close(both);
    }

    @TestFactory
    Stream<DynamicTest> aMethodThatAPathDoesNotTakeIsRefusedAsByTheApiServer() {
        return PATHS.stream().flatMap(path -> METHODS.stream()
                .map(method ->
                        DynamicTest.dynamicTest(method + " " + path, () -> assertThatAnswersAreAlike(method, path))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api",
                "/api/v1",
                "/apis",
                "/apis/apps",
                "/apis/apps/v1",
                "/version",
                "/openapi/v2",
                "/openapi/v3"
            })
    void aDeleteOfWhatIsDiscoveredIsAnsweredAsByTheApiServer(String path) {
        assertThatAnswersAreAlike("DELETE", path);
    }

    private static void assertThatAnswersAreAlike(String method, String path) {
        String body = METHODS.indexOf(method) < 3 ? "{}" : null;
        String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
        List<String> headers = body == null ? List.of() : List.of("Content-Type: " + type);
        RawAnswer own = api.ask(method, path, headers, body);
        RawAnswer got = serai.ask(method, path, headers, body);
        assertThat(got.status()).as(got.text()).isEqualTo(own.status());
        assertThat(got.header("content-type")).isEqualTo(own.header("content-type"));
        if (own.header("content-type").filter("application/json"::equals).isPresent()) {
            assertThat(Tree.differences(Json.parse(own.text()), Json.parse(got.text())))
                    .isEmpty();
        } else {
            assertThat(got.text()).isEqualTo(own.text());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/yaml", "application/json", "application/vnd.kubernetes.protobuf", "*/*"})
    void whoeverWantsToBeSomebodyElseIsRefusedInEveryForm(String accept) {
        for (String path : List.of(SERVICES, PODS, PODS + "/kept", "/apis", PODS + "?watch=true&timeoutSeconds=1")) {
            for (String method : List.of("GET", "OPTIONS", "DELETE")) {
                RawAnswer answer =
                        serai.ask(method, path, List.of("Accept: " + accept, "Impersonate-User: somebody"), null);
                assertThat(answer.status()).as(method + " " + path).isEqualTo(400);
                assertThat(answer.text())
                        .contains("BadRequest", "Impersonate-*")
                        .doesNotContain("items");
                assertThat(answer.header("content-type"))
                        .hasValue(accept.contains("yaml") ? "application/yaml" : "application/json");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/namespaces/default%2fservices,                    404",
        "/api/v1/namespaces/default%2Fservices%2Fkubernetes/pods,  404",
        "/api%2fv1/services,                                       404",
        "/team/../api/v1/services,                                 404",
        "/openapi/v2/%2e%2e/%2E%2E/api/v1/services,                404",
        "/api/v1/namespaces/default/services/..,                   400",
        "/api/v1/namespaces/default/services/%zz,                  400",
        "/api/v1/namespaces/default/services/%ff,                  400"
    })
    void aPathThatCouldBeReadOtherwiseIsRefusedInEveryForm(String path, int code) {
        for (String accept : List.of("application/yaml", "application/json")) {
            for (String method : List.of("GET", "DELETE")) {
                RawAnswer answer = serai.ask(method, path, List.of("Accept: " + accept), null);
                assertThat(answer.status()).as(method + " " + accept).isEqualTo(code);
                assertThat(answer.text()).contains("Status").doesNotContain("clusterIP");
            }
        }
        assertThat(kube.kubectl("get", "services", "-o", "name")).contains("service/kubernetes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SERVICES,
                PODS,
                PODS + "/kept",
                PODS + "/kept/status",
                "/apis",
                SERVICES + "?watch=1&timeoutSeconds=1",
                PODS + "?watch=1&timeoutSeconds=1",
                "/api/v1/namespaces/default/nothing"
            })
    void aCallerWithHttp10GetsAllOfEachAnswer(String path) {
        for (String connection : List.of("", "Connection: keep-alive\r\n")) {
            String answer = send("GET " + path + " HTTP/1.0\r\nHost: here\r\n" + connection + "\r\n");
            assertThat(answer).startsWith("HTTP/1.0 ").contains("\"kind\":");
            assertThat(answer.toLowerCase(Locale.ROOT)).doesNotContain("transfer-encoding");
            assertThat(answer.stripTrailing()).endsWith("}");
        }
        String zipped = send("GET " + path + " HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n");
        assertThat(zipped).startsWith("HTTP/1.0 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://here", "https://here:443", "HTTP://user@[::1]:80"})
    void aRequestLineMayHoldTheWholeUrl(String url) {
        assertThat(serai.ask("GET", url + PODS + "/kept", List.of(), null).text())
                .contains("\"name\":\"kept\"");
        assertThat(serai.ask("GET", url + SERVICES, List.of(), null).text()).contains("\"kind\":\"ServiceList\"");
        for (String list : List.of(PODS, "/api/v1/namespaces")) {
            assertThat(serai.ask("GET", url + list + "?watch=true&timeoutSeconds=1", List.of(), null)
                            .text())
                    .contains("\"type\":\"ADDED\"");
        }
        var type = List.of("Content-Type: application/json");
        RawAnswer made = serai.ask("POST", url + PODS + "?dryRun=All", type, Pods.small("whole"));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(serai.ask("DELETE", url + PODS + "/missing", List.of(), null).status())
                .isEqualTo(404);
    }

    @Test
    void requestsAreAsLongAsTheLimitsSay() {
        String query = "?labelSelector=app+in+(" + "name-0000,".repeat(6_000) + "last)";
        assertThat(serai.ask("GET", PODS + query, List.of(), null).status()).isEqualTo(200);
        assertThat(serai.ask("GET", SERVICES + query, List.of(), null).status()).isEqualTo(200);
        assertThat(serai.ask("GET", PODS, List.of("Cookie: a=" + "x".repeat(60_000)), null)
                        .status())
                .isEqualTo(200);
        for (int more : new int[] {66_000, 3_000_000}) {
            assertThatRefused("GET " + PODS + "?x=" + "x".repeat(more) + " HTTP/1.1\r\n" + HOST + "\r\n", 414);
            assertThatRefused("GET " + PODS + " HTTP/1.1\r\n" + HOST + "Cookie: " + "x".repeat(more) + "\r\n\r\n", 431);
        }
        String large = "Content-Length: 4000000\r\n\r\n" + "x".repeat(4_000_000);
        assertThatRefused(POST + large, 413);
    }

    @Test
    void overHttp2TheLimitsAreTheSame() throws Exception {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        // The connection is HTTP/2 from its first answer on.
        assertThat(overHttp2(http, "/version", "x").statusCode()).isEqualTo(200);
        assertThat(overHttp2(http, PODS + "?labelSelector=app+in+(" + "name-0000,".repeat(6_000) + "x)", "x")
                        .statusCode())
                .isEqualTo(200);
        assertThat(overHttp2(http, PODS, "x".repeat(60_000)).statusCode()).isEqualTo(200);
        assertThatRefused(() -> overHttp2(http, PODS + "?x=" + "x".repeat(66_000), "x"), 414);
        assertThatRefused(() -> overHttp2(http, PODS, "x".repeat(66_000)), 431);
        assertThatRefused(() -> overHttp2(http, PODS, "x".repeat(200_000)), 431);
    }

    @Test
    void overHttp2ABodyThatIsTooLargeIsRefusedAndItsConnectionGoesOn() throws Exception {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        assertThat(overHttp2(http, "/version", "x").statusCode()).isEqualTo(200);
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(process.url() + PODS))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[4_000_000]))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(Json.parse(answer.body()).path("kind").asText()).isEqualTo("Status");
            // An answer of HTTP/2 with this header is malformed (RFC 9113, section 8.2.2).
            assertThat(answer.headers().firstValue("connection")).isEmpty();
        }
        assertThat(overHttp2(http, "/version", "x").statusCode()).isEqualTo(200);
    }

    @Test
    void overHttp2AnUploadThatIsGivenUpIsNotAudited() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            var http = vertx.createHttpClient(new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false));
            URI at = URI.create(process.url());
            long before = audited(400);
            HttpClientRequest upload = http.request(HttpMethod.POST, at.getPort(), at.getHost(), PODS)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            upload.putHeader("Content-Type", "application/json").setChunked(true);
            upload.write("{").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
            upload.reset(8);
            // It goes on the same connection, after the other one.
            int answered = http.request(HttpMethod.POST, at.getPort(), at.getHost(), PODS)
                    .compose(next ->
                            next.putHeader("Content-Type", "application/json").send("{"))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS)
                    .statusCode();
            assertThat(answered).isEqualTo(400);
            await().until(() -> audited(400) > before);
            assertThat(audited(400)).isEqualTo(before + 1);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    private interface Call {
        HttpResponse<String> answer() throws Exception;
    }

    private static HttpResponse<String> overHttp2(HttpClient http, String path, String cookie) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(process.url() + path))
                        .header("Cookie", "a=" + cookie)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        return answer;
    }

    private static void assertThatRefused(Call call, int code) throws Exception {
        long before = audited(code);
        HttpResponse<String> answer = call.answer();
        assertThat(answer.statusCode()).isEqualTo(code);
        JsonNode status = Json.parse(answer.body());
        assertThat(status.path("kind").asText()).isEqualTo("Status");
        assertThat(status.path("code").asInt()).isEqualTo(code);
        await().until(() -> audited(code) > before);
    }

    @TestFactory
    Stream<DynamicTest> whatTheServerCannotReadIsAnsweredAndAudited() {
        Map<String, Integer> requests = Map.ofEntries(
                Map.entry("GET /version\r\n\r\n", 400),
                Map.entry("\u0001\u0002 nonsense\r\n\r\n", 400),
                Map.entry("GET /version HTTP/1.2\r\n" + HOST + "\r\n", 505),
                Map.entry("GET /version HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
                Map.entry("GET /version HTTP/1.1\r\n" + HOST + "No Colon\r\n\r\n", 400),
                Map.entry("GET nowhere HTTP/1.1\r\n" + HOST + "\r\n", 400),
                Map.entry("GET * HTTP/1.1\r\n" + HOST + "\r\n", 404),
                Map.entry(POST + "Content-Length: x\r\n\r\n", 400),
                Map.entry(POST + "Content-Length: -1\r\n\r\n", 400),
                Map.entry(POST + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}", 400),
                Map.entry(POST + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 400),
                Map.entry(POST + "Transfer-Encoding: gzip\r\n\r\n", 400),
                Map.entry(POST + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", 400),
                Map.entry(POST + "Transfer-Encoding: chunked\r\n\r\nfffffffff\r\n{}\r\n0\r\n\r\n", 400),
                Map.entry(POST + "Transfer-Encoding: chunked\r\n\r\n2;" + "x".repeat(100_000) + "\r\n{}", 400),
                Map.entry(POST + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}XX0\r\n\r\n", 400),
                Map.entry(POST + "Expect: much\r\nContent-Length: 2\r\n\r\n{}", 417));
        return requests.entrySet().stream()
                .map(request -> DynamicTest.dynamicTest(
                        request.getKey()
                                .substring(0, Math.min(200, request.getKey().length())),
                        () -> assertThatRefused(request.getKey(), request.getValue())));
    }

    private static void assertThatRefused(String request, int code) {
        long before = audited(code);
        String answer = send(request);
        assertThat(answer).matches("(?s)HTTP/1\\.[01] " + code + " .*");
        JsonNode status = Json.parse(answer.substring(answer.indexOf("\r\n\r\n") + 4));
        assertThat(status.path("kind").asText()).isEqualTo("Status");
        assertThat(status.path("code").asInt()).isEqualTo(code);
        assertThat(status.path("message").asText()).isNotEmpty().doesNotContain("xception");
        await().until(() -> audited(code) > before);
    }

    private static long audited(int code) {
        return process.log()
                .lines()
                .filter(line -> line.contains("\"code\":" + code + ","))
                .count();
    }

    @ParameterizedTest
    @ValueSource(strings = {PODS, "/api/v1/namespaces", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"})
    void aBrowserWatchesOverAWebSocket(String list) {
        for (List<String> offered : List.of(
                List.<String>of(),
                List.of("base64.binary.k8s.io"),
                List.of("binary.k8s.io"),
                List.of("base64url.bearer.authorization.k8s.io.c2VjcmV0", "base64.binary.k8s.io"))) {
            var messages = new CopyOnWriteArrayList<String>();
            var closed = new CompletableFuture<Integer>();
            WebSocket.Builder builder = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .connectTimeout(Duration.ofSeconds(30))
                    .header("Origin", "http://here");
            if (!offered.isEmpty()) {
                builder.subprotocols(
                        offered.get(0), offered.subList(1, offered.size()).toArray(String[]::new));
            }
            WebSocket socket = builder.buildAsync(
                            URI.create(process.url().replace("http", "ws") + list + "?watch=true&timeoutSeconds=2"),
                            new Listener(messages, closed))
                    .join();
            assertThat(socket.getSubprotocol()).isEqualTo(offered.isEmpty() ? "" : offered.get(offered.size() - 1));
            assertThat(closed.join()).isEqualTo(1000);
            assertThat(messages).isNotEmpty().allSatisfy(message -> {
                assertThat(Json.parse(message).path("type").asText()).isEqualTo("ADDED");
                assertThat(Json.parse(message).at("/object/metadata/name").asText())
                        .isNotEmpty();
            });
        }
    }

    @Test
    void aWebSocketThatTheApiServerDoesNotOpenIsAnsweredAsItAnswers() {
        var headers = List.of(
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Origin: http://here");
        for (String path : List.of("/api/v1/nothing?watch=true", SERVICES + "?watch=true&fieldSelector=x")) {
            RawAnswer own = api.ask("GET", path, headers, null);
            RawAnswer got = serai.ask("GET", path, headers, null);
            assertThat(got.status()).isEqualTo(own.status());
            assertThat(Tree.differences(Json.parse(own.text()), Json.parse(got.text())))
                    .isEmpty();
        }
    }

    private record Listener(List<String> messages, CompletableFuture<Integer> closed, StringBuilder begun)
            implements WebSocket.Listener {

        Listener(List<String> messages, CompletableFuture<Integer> closed) {
            this(messages, closed, new StringBuilder());
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            begun.append(part);
            if (last) {
                messages.add(begun.toString());
                begun.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            closed.completeExceptionally(failure);
        }
    }

    // All that comes until the connection ends, or the length of the answer that was told is reached.
    private static String send(String request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(process.url()))) {
            socket.setSoTimeout(60_000);
            var sent = CompletableFuture.runAsync(() -> write(socket, request));
            var answer = new ByteArrayOutputStream();
            var part = new byte[64 * 1024];
            while (!isWhole(answer)) {
                int read = socket.getInputStream().read(part);
                if (read < 0) {
                    break;
                }
                answer.write(part, 0, read);
            }
            sent.join();
            return answer.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(request.substring(0, Math.min(80, request.length())), e);
        }
    }

    private static boolean isWhole(ByteArrayOutputStream answer) {
        String text = answer.toString(StandardCharsets.ISO_8859_1);
        int head = text.indexOf("\r\n\r\n");
        if (head < 0) {
            return false;
        }
        Matcher told = LENGTH.matcher(text.substring(0, head));
        return told.find() && text.length() >= head + 4 + Integer.parseInt(told.group(1));
    }

    private static void write(Socket socket, String request) {
        try {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException closed) {
            // It has been refused before all of it was sent.
            return;
        }
    }

    private static int port(String url) {
        return URI.create(url).getPort();
    }
}
