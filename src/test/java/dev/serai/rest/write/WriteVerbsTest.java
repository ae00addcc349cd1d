package dev.serai.rest.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.limit.WriteLimitsConfiguration;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every verb on every kind of path, and limits that change. */
class WriteVerbsTest extends WriteRoutes {

    WriteVerbsTest() {
        super(new WriteLimitsConfiguration(1_000, 1_000, 10));
    }

    @ParameterizedTest
    @CsvSource({
        "POST,   /api/v1/namespaces,                                    application/json",
        "POST,   /api/v1/namespaces/shop/pods/web/binding,              application/json",
        "POST,   /api/v1/namespaces/shop/pods/web/eviction?dryRun=All,  application/json",
        "PUT,    /api/v1/namespaces/shop/pods/web/status,               application/json",
        "PUT,    /apis/apps/v1/namespaces/shop/deployments/d/scale,     application/json",
        "PATCH,  /apis/apps/v1/namespaces/shop/deployments/d,           application/json-patch+json",
        "PATCH,  /apis/apps/v1/namespaces/shop/deployments/d,           application/merge-patch+json",
        "PATCH,  /apis/apps/v1/namespaces/shop/deployments/d,           application/strategic-merge-patch+json",
        "PATCH,  /api/v1/namespaces/shop/pods/d?fieldManager=m&force=true, application/apply-patch+yaml",
        "PATCH,  /api/v1/nodes/n,                                       application/apply-patch+cbor",
        "DELETE, /apis/example.com/v1/widgets/w,                        application/json",
        "DELETE, /api/v1/namespaces/shop/pods?labelSelector=a%3Db,      application/json",
        "DELETE, /api/v1/namespaces/shop/configmaps?fieldSelector=x,    application/yaml",
        "PUT,    /api/v1/namespaces/shop/finalize,                      application/json",
    })
    void arrivesAsItWasSent(String method, String uri, String contentType) throws Exception {
        apiServer.answers(200, POD, Map.of());
        HttpResponse<String> answer = send(request(uri)
                .header("Content-Type", contentType)
                .header("Accept", "application/vnd.kubernetes.protobuf, application/json")
                .header("Authorization", "Bearer hush")
                .method(method, HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(apiServer.requests()).first().satisfies(request -> {
            assertThat(request.method() + " " + request.uri()).isEqualTo(method + " " + uri);
            assertThat(request.body()).isEqualTo("{}");
            assertThat(request.header("Content-type")).isEqualTo(contentType);
            assertThat(request.header("Accept")).isEqualTo("application/vnd.kubernetes.protobuf, application/json");
            assertThat(request.header("Authorization")).isEqualTo("absent");
        });
    }

    @Test
    void anEmptyContentTypeIsJson() throws Exception {
        apiServer.answers(201, POD, Map.of());
        HttpResponse<String> answer = send(request("/api/v1/namespaces/shop/pods")
                .header("Content-Type", "")
                .POST(HttpRequest.BodyPublishers.ofString(POD)));
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(apiServer.requests()).singleElement().satisfies(request -> {
            assertThat(request.header("Content-type")).isEqualTo("application/json");
            assertThat(request.body()).isEqualTo(POD);
        });
    }

    @ParameterizedTest
    @CsvSource({"Impersonate-User", "impersonate-extra-x", "X-Remote-User", "X-Remote-Group"})
    void nobodyIsTakenForSomebodyElse(String header) throws Exception {
        assertThat(send(posted().header(header, "admin")).statusCode()).isEqualTo(400);
        assertThat(apiServer.requests()).isEmpty();
    }

    @Test
    void lowerLimitsHoldAtOnceAndNobodyWaitsForThem() throws Exception {
        assertThat(send(posted()).statusCode()).isEqualTo(201);
        limits.change(new WriteLimitsConfiguration(1_000, 1, 10));
        assertThat(send(posted()).statusCode()).isEqualTo(201);
        HttpResponse<String> refused = send(posted());
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    }

    @Test
    void deletesHaveAShareThatOtherWritesCannotUse() throws Exception {
        limits.change(new WriteLimitsConfiguration(2, 1_000, 10));
        int refused = 0;
        while (refused == 0) {
            refused += send(posted()).statusCode() == 429 ? 1 : 0;
        }
        apiServer.answers(200, POD, Map.of());
        assertThat(send(request("/api/v1/namespaces/shop/pods/web").DELETE()).statusCode())
                .isEqualTo(200);
    }
}
