package dev.serai.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A body can ask for a dry run, and the answer does not tell: whether an object is gone, the API server is asked. */
class WriteDryRunTest extends WriteRoutes {

    private static final String POD_PATH = "/api/v1/namespaces/shop/pods/web";
    private static final String GONE = "{\"kind\":\"Status\",\"status\":\"Success\",\"details\":{\"uid\":\"u\"}}";

    WriteDryRunTest() {
        super(new WriteConfiguration(1_000, 1_000, 10));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DELETE||application/json|{\"dryRun\":[\"All\"]}",
                "DELETE||application/json|{\"\\u0064ryRun\":[\"All\"]}",
                "DELETE||application/yaml|dryRun: [All]",
                "DELETE||application/vnd.kubernetes.protobuf|k8s",
                "POST|/eviction|application/json|{\"deleteOptions\":{\"dryRun\":[\"All\"]}}",
            })
    void isNotTakenForADelete(String method, String subresource, String type, String body) throws Exception {
        apiServer.answers(200, GONE, Map.of());
        apiServer.answersGet(200, POD);
        String path = POD_PATH + (subresource == null ? "" : subresource);
        send(request(path).header("Content-Type", type).method(method, HttpRequest.BodyPublishers.ofString(body)));
        assertThat(apiServer.requests())
                .extracting(request -> request.method() + " " + request.uri())
                .containsExactly(method + " " + path, "GET " + POD_PATH);
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
