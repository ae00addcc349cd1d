package dev.serai.rest.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.limit.WriteLimitsConfiguration;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a browser is told when a script asks for more than its own page's server. */
class CrossOriginTest extends WriteRoutes {

    static final String PAGE = "https://builds.example.com";
    private static final String OTHER = "https://elsewhere.example.com";
    private static final String PODS = "/api/v1/namespaces/shop/pods";
    private static final String TEAM = """
            - rest:
                get:
                  - { routeId: builds, path: /builds, to: "direct:builds" }
                  - { routeId: builds-later, path: "/later?platformHttpEngine=%23eventLoop", to: "direct:builds" }
            - route:
                id: say-builds
                from:
                  uri: direct:builds
                  steps:
                    - setHeader: { name: Vary, constant: "Accept" }
                    - setBody: { constant: "[]" }
            """;

    CrossOriginTest() {
        super(new WriteLimitsConfiguration(1_000, 1_000, 10));
    }

    @Override
    String corsOrigins() {
        return PAGE + ",http://localhost:5173";
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.fromBytes("team.camel.yaml", TEAM.getBytes(StandardCharsets.UTF_8)));
        return context;
    }

    private HttpResponse<String> preflight(String path, String method, String origin) throws Exception {
        return send(request(path)
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", method)
                .header("Access-Control-Request-Headers", "authorization,content-type,idempotency-key"));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/namespaces/shop/pods, POST",
        "/api/v1/namespaces/shop/pods/web, PATCH",
        "/apis/apps/v1/deployments, GET",
        "/openapi/v3, GET",
        "/builds, GET",
        "/later, GET",
        "/nowhere, DELETE"
    })
    void aPreflightIsAnsweredWhateverThePathIs(String path, String method) throws Exception {
        HttpResponse<String> answer = preflight(path, method, PAGE);

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().allValues("Access-Control-Allow-Origin")).containsExactly(PAGE);
        assertThat(list(answer, "Access-Control-Allow-Methods"))
                .containsExactlyInAnyOrder("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
        assertThat(list(answer, "Access-Control-Allow-Headers"))
                .contains(
                        "Authorization", "Content-Type", "Accept", "Idempotency-Key", "If-None-Match", "Cache-Control")
                .noneMatch(name -> name.startsWith("Impersonate"));
        assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-credentials");
        assertThat(vary(answer)).containsExactly("origin");
        assertThat(apiServer.requests()).isEmpty();
    }

    @Test
    void aPreflightOfAnotherPageIsAnyOtherRequest() throws Exception {
        HttpResponse<String> answer = preflight(PODS, "POST", OTHER);

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
        assertThat(vary(answer)).containsExactly("origin");
    }

    @Test
    void optionsThatAreNoPreflightAreLeftToTheApi() throws Exception {
        HttpResponse<String> answer = send(request(PODS)
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", PAGE));

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue(PAGE);
    }

    @Test
    void aPageThatIsListedMayReadWhatIsAnswered() throws Exception {
        apiServer.answers(200, "{}", Map.of("Vary", "Accept-Encoding", "ETag", "\"1\""));
        HttpResponse<String> read = send(request("/api/v1/nodes").header("Origin", PAGE));

        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.headers().allValues("Access-Control-Allow-Origin")).containsExactly(PAGE);
        assertThat(list(read, "Access-Control-Expose-Headers"))
                .contains("ETag", "Age", "Cache-Status", "Warning", "Retry-After", "Location");
        assertThat(vary(read)).containsExactlyInAnyOrder("accept-encoding", "origin");
        assertThat(send(posted().header("Origin", PAGE)).headers().firstValue("Access-Control-Allow-Origin"))
                .hasValue(PAGE);
        for (String path : List.of("/builds", "/later")) {
            HttpResponse<String> team = send(request(path).header("Origin", PAGE));
            assertThat(team.body()).isEqualTo("[]");
            assertThat(team.headers().firstValue("Access-Control-Allow-Origin")).hasValue(PAGE);
            assertThat(vary(team)).containsExactlyInAnyOrder("accept", "origin");
        }
    }

    @Test
    void itMayReadWhyItIsRefused() throws Exception {
        apiServer.answers(404, "{\"kind\":\"Status\",\"code\":404}", Map.of());
        for (HttpRequest.Builder refused : List.of(
                request("/api/v1/nodes/none"),
                request("/nowhere"),
                request(PODS + "/web/exec"),
                request("/api/v1/nodes").header("Impersonate-User", "root"),
                request(PODS).POST(HttpRequest.BodyPublishers.ofString("x".repeat(MOST_BYTES + 1))),
                request(PODS).header("Content-Type", "text/plain").POST(HttpRequest.BodyPublishers.ofString("x")))) {
            // Some of them end the connection.
            HttpResponse<String> answer =
                    send(refused.version(HttpClient.Version.HTTP_1_1).header("Origin", PAGE));
            assertThat(answer.statusCode()).as(answer.toString()).isGreaterThanOrEqualTo(400);
            assertThat(answer.body()).as(answer.toString()).contains("Status");
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .as(answer.toString())
                    .hasValue(PAGE);
        }
    }

    @Test
    void anotherPageIsAnsweredAsEverAndItsBrowserTellsItNothing() throws Exception {
        apiServer.answers(200, "{}", Map.of());
        for (String origin : List.of(OTHER, "null", PAGE + ".evil.org", "%%%")) {
            HttpResponse<String> answer = send(request("/api/v1/nodes").header("Origin", origin));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
            assertThat(vary(answer)).contains("origin");
        }
    }

    @Test
    void noLinkMakesAPageOneThatMayRead() throws Exception {
        for (String path : List.of("/builds", "/later")) {
            HttpResponse<String> answer = send(
                    request(path + "?Access-Control-Allow-Origin=*&access-control-expose-headers=ETag&Set-Cookie=a%3Db")
                            .header("Origin", OTHER)
                            .header("Access-Control-Allow-Credentials", "true"));
            assertThat(answer.body()).isEqualTo("[]");
            assertThat(answer.headers().map().keySet())
                    .noneMatch(name -> name.startsWith("access-control") || name.equals("set-cookie"));
        }
    }

    @Test
    void whoeverIsNoBrowserIsToldOnlyThatAnswersDiffer() throws Exception {
        apiServer.answers(200, "{}", Map.of());
        HttpResponse<String> answer = send(request("/api/v1/nodes"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
        assertThat(vary(answer)).contains("origin");
    }

    @Test
    void nothingIsHiddenBehindAPreflight() throws Exception {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write(("OPTIONS " + PODS + " HTTP/1.1\r\nHost: x\r\nOrigin: " + PAGE
                                    + "\r\nAccess-Control-Request-Method: GET\r\nTransfer-Encoding: gzip\r\n\r\n"
                                    + "DELETE " + PODS + "/victim HTTP/1.1\r\nHost: x\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer).startsWith("HTTP/1.1 400 ");
        }
        assertThat(apiServer.requests()).isEmpty();
    }

    static List<String> vary(HttpResponse<String> answer) {
        return list(answer, "Vary").stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
    }

    private static List<String> list(HttpResponse<String> answer, String header) {
        return answer.headers().allValues(header).stream()
                .flatMap(value -> List.of(value.split(" *, *")).stream())
                .toList();
    }
}
