package dev.serai.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.cluster.ApiServer;
import dev.serai.cluster.ClusterClient;
import dev.serai.fixture.MockApi;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API server is asked for a version once, and for no more than metadata. */
class WrittenStateTest {

    private static final String WEB = CachedPods.PATH + "/web";

    private final MockApi api = new MockApi();
    private final KubernetesClient client = ClusterClient.connect(api.client().getConfiguration());
    private final ApiServer apiServer = new ApiServer(client);
    private final WrittenState written = new WrittenState(apiServer);

    @AfterEach
    void close() {
        apiServer.close();
        client.close();
        api.close();
    }

    @ParameterizedTest
    @CsvSource({
        "PUT,    ''",
        "PATCH,  ''",
        "DELETE, ?gracePeriodSeconds=0",
        "PUT,    /status",
        "POST,   /binding/",
        "PUT,    /%73tatus",
    })
    void theMetadataOfTheObjectIsAskedFor(String method, String more) throws Exception {
        answers(WEB, 200, "{\"metadata\":{\"resourceVersion\":\"9007199254740993\"}}");
        assertThat(written.version(CachedPods.write(method, WEB + more))).isEqualTo(9_007_199_254_740_993L);
        assertAskedOnce("application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "DELETE"})
    void whereNoObjectIsNamedTheVersionOfTheListIsAskedFor(String method) throws Exception {
        answers(CachedPods.PATH + "?limit=1", 200, "{\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[]}");
        assertThat(written.version(CachedPods.write(method, CachedPods.PATH + "?labelSelector=app%3Dweb")))
                .isEqualTo(7);
        assertAskedOnce("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404|{\"kind\":\"Status\"}",
                // A refusal is no state, whatever it looks like.
                "500|{\"metadata\":{\"resourceVersion\":\"7\"}}",
                "200|torn",
                "200|{}",
            })
    void whatIsNotAnsweredIsNoVersionAndNotAskedForAgain(int code, String body) throws Exception {
        answers(WEB, code, body);
        assertThat(written.version(CachedPods.write("PUT", WEB))).isZero();
        assertThat(api.server().getRequestCount()).isEqualTo(1);
    }

    @Test
    void anApiServerThatIsAwayIsNoFailure() {
        api.server().shutdown();
        assertThat(written.version(CachedPods.write("PUT", WEB))).isZero();
    }

    private void answers(String path, int code, String body) {
        api.server().expect().get().withPath(path).andReturn(code, body).always();
    }

    private void assertAskedOnce(String accept) throws InterruptedException {
        assertThat(api.server().getRequestCount()).isEqualTo(1);
        assertThat(api.server().getLastRequest().getHeader("Accept")).isEqualTo(accept);
    }
}
