package dev.serai.rest.write;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.fixture.api.FakeApiServer;
import dev.serai.limit.WriteLimitsConfiguration;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Creates that carry an {@code Idempotency-Key}. */
class IdempotencyRoutesTest extends WriteRoutes {

    private static final String PODS = "/api/v1/namespaces/shop/pods";
    private static final String GENERATED =
            "{\"metadata\":{\"generateName\":\"web-\",\"annotations\":{\"a\":\"1\"}},\"x\":1.10}";
    private static final String CONFLICT = "{\"kind\":\"Status\",\"reason\":\"AlreadyExists\",\"code\":409,\"x\":1.10}";

    IdempotencyRoutesTest() {
        super(new WriteLimitsConfiguration(1_000, 1_000, 10));
    }

    @Test
    void theNameFollowsFromTheKeyAndTheObjectCarriesItsMark() throws Exception {
        send(create("k1", GENERATED));
        send(create("k1", GENERATED));
        send(create("k2", GENERATED));
        JsonNode first = sent(0);
        assertThat(first.at("/metadata/name").asText()).matches("web-[a-z0-9]{10,}");
        assertThat(first.at("/metadata/annotations/a").asText()).isEqualTo("1");
        assertThat(mark(first)).isNotEmpty().doesNotContain("k1");
        assertThat(apiServer.requests().get(0).body()).contains("\"x\":1.10");
        assertThat(sent(1)).isEqualTo(first);
        assertThat(sent(2).at("/metadata/name")).isNotEqualTo(first.at("/metadata/name"));
    }

    @Test
    void aLongBaseIsCutSoThatTheNameIsValid() throws Exception {
        send(create("k", GENERATED.replace("web-", "w".repeat(63))));
        assertThat(sent(0).at("/metadata/name").asText()).hasSize(63);
    }

    @Test
    void yamlStaysYamlAsItWasWritten() throws Exception {
        String yaml = "metadata:\n  generateName: web-\ndata: {a: y, c: \"1\", d: 1.10}\nb: 22:22\n";
        send(create("k", yaml).setHeader("Content-Type", "application/yaml"));
        FakeApiServer.Request request = apiServer.requests().get(0);
        assertThat(request.header("Content-type")).isEqualTo("application/yaml");
        assertThat(request.body())
                .contains("a: y", "b: 22:22", "c: \"1\"", "d: 1.10", "\"serai.dev/idempotency-key\": \"")
                .containsPattern("\"name\": \"web-[a-z0-9]{10,}\"");
    }

    @Test
    void aRepeatIsAnsweredWithTheObjectThatTheFirstOneMade() throws Exception {
        String made = made(GENERATED);
        apiServer.answers(409, CONFLICT, Map.of());
        apiServer.answersGet(200, made);
        // The same object, its fields in another order.
        HttpResponse<String> answer = send(
                create("k", "{\"x\":1.10,\"metadata\":{\"annotations\":{\"a\":\"1\"},\"generateName\":\"web-\"}}"));
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo(made);
    }

    @Test
    void whatWasMadeIsLookedForByItsWholeName() throws Exception {
        apiServer.answers(409, CONFLICT, Map.of());
        send(create("k", "{\"metadata\":{\"name\":\"a/../b?c#d e\"}}"));
        assertThat(apiServer.requests())
                .extracting(FakeApiServer.Request::uri)
                .containsExactly(PODS, PODS + "/a%2F..%2Fb%3Fc%23d%20e");
    }

    @Test
    void anotherBodyWithTheSameKeyIs422() throws Exception {
        String made = made(GENERATED);
        apiServer.answers(409, CONFLICT, Map.of());
        apiServer.answersGet(200, made);
        HttpRequest.Builder other = create("k", GENERATED.replace("\"1\"", "\"2\""));
        HttpResponse<String> answer = send(other);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(json(answer).get("kind").asText()).isEqualTo("Status");
        assertInTheFormThatIsAskedFor(other, 422);
    }

    @Test
    void whatAnotherKeyOrNoKeyMadeIsTheApiServersOwn409() throws Exception {
        String made = made(GENERATED);
        apiServer.answers(409, CONFLICT, Map.of());
        for (String there : new String[] {made, "{\"metadata\":{\"name\":\"web\"}}"}) {
            apiServer.answersGet(200, there);
            HttpResponse<String> answer = send(create("other", GENERATED));
            assertThat(answer.statusCode()).isEqualTo(409);
            assertThat(answer.body()).isEqualTo(CONFLICT);
        }
    }

    @Test
    void anotherConflictIsNotLookedInto() throws Exception {
        apiServer.answers(409, CONFLICT.replace("AlreadyExists", "Conflict"), Map.of());
        assertThat(send(create("k", GENERATED)).statusCode()).isEqualTo(409);
        assertThat(apiServer.requests()).hasSize(1);
    }

    @Test
    void customResourcesHaveItToo() throws Exception {
        send(request("/apis/example.com/v1/namespaces/shop/widgets")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "k")
                .POST(HttpRequest.BodyPublishers.ofString(GENERATED)));
        assertThat(apiServer.requests()).first().satisfies(request -> {
            assertThat(request.uri()).isEqualTo("/apis/example.com/v1/namespaces/shop/widgets");
            assertThat(request.body()).contains("serai.dev/idempotency-key", "\"name\":\"web-");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "é"})
    void aMalformedKeyIs400(String key) throws Exception {
        byte[] head = ("POST " + PODS + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nIdempotency-Key: "
                        + key + "\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
                .getBytes(StandardCharsets.UTF_8);
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(head);
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400")
                    .contains("Idempotency-Key is 1 to 255 visible ASCII characters");
        }
        assertThat(apiServer.requests()).isEmpty();
    }

    @Test
    void aKeyThatIsTooLongIs400AndProtobufIs415() throws Exception {
        assertThat(send(create("k".repeat(256), GENERATED)).statusCode()).isEqualTo(400);
        assertInTheFormThatIsAskedFor(create("k".repeat(256), GENERATED), 400);
        assertThat(send(create("k", GENERATED).setHeader("Content-Type", "application/vnd.kubernetes.protobuf"))
                        .statusCode())
                .isEqualTo(415);
        assertThat(apiServer.requests()).isEmpty();
    }

    private String made(String body) throws Exception {
        send(create("k", body));
        String made = apiServer.requests().get(0).body();
        apiServer.requests().clear();
        return made;
    }

    private HttpRequest.Builder create(String key, String body) {
        return request(PODS)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private JsonNode sent(int index) throws Exception {
        return new ObjectMapper().readTree(apiServer.requests().get(index).body());
    }

    private static String mark(JsonNode object) {
        return object.at("/metadata/annotations")
                .path("serai.dev/idempotency-key")
                .asText();
    }
}
