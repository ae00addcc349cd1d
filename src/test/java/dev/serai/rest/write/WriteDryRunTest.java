package dev.serai.rest.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.limit.WriteLimitsConfiguration;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A body can ask for a dry run, and the answer does not tell: whether an object is gone, the API server is asked. */
class WriteDryRunTest extends WriteRoutes {

    private static final String POD_PATH = "/api/v1/namespaces/shop/pods/web";
    private static final String GONE = "{\"kind\":\"Status\",\"status\":\"Success\",\"details\":{\"uid\":\"u\"}}";

    WriteDryRunTest() {
        super(new WriteLimitsConfiguration(1_000, 1_000, 10));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DELETE||application/json|{\"dryRun\":[\"All\"]}|0",
                "DELETE||application/json|{\"\\u0064ryRun\":[\"All\"]}|0",
                "DELETE||application/yaml|dryRun: [All]|0",
                // What cannot be read may be one.
                "DELETE||application/vnd.kubernetes.protobuf|k8s|1",
                "POST|/eviction|application/json|{\"deleteOptions\":{\"dryRun\":[\"All\"]}}|0",
                // With a body the API server does not look at a delete's query.
                "DELETE|?dryRun=All|application/json|{\"dryRun\":[\"All\"]}|0",
            })
    void isNotTakenForADelete(String method, String more, String type, String body, int asked) throws Exception {
        apiServer.answers(200, GONE, Map.of());
        apiServer.answersGet(200, POD);
        String path = POD_PATH + (more == null ? "" : more);
        send(request(path).header("Content-Type", type).method(method, HttpRequest.BodyPublishers.ofString(body)));
        assertThat(apiServer.requests())
                .extracting(request -> request.method() + " " + request.uri())
                .containsExactlyElementsOf(
                        asked == 0 ? List.of(method + " " + path) : List.of(method + " " + path, "GET " + POD_PATH));
    }

    @Test
    void aDeleteIsTakenForWhatItIs() throws Exception {
        apiServer.answers(200, GONE, Map.of());
        send(request(POD_PATH)
                .header("Content-Type", "application/json")
                .method("DELETE", HttpRequest.BodyPublishers.ofString("{\"gracePeriodSeconds\":0}")));
        send(request(POD_PATH + "?dryRun=All").DELETE());
        assertThat(apiServer.requests()).hasSize(2).allSatisfy(request -> assertThat(request.method())
                .isEqualTo("DELETE"));
    }
}
