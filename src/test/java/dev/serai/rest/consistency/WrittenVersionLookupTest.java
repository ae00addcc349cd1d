package dev.serai.rest.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.cluster.ApiServer;
import dev.serai.cluster.ClusterClient;
import dev.serai.fixture.api.MockApi;
import dev.serai.rest.read.CachedPods;
import dev.serai.rest.write.WriteRequest;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API server is asked for a version once, and for no more than metadata. */
class WrittenVersionLookupTest {

    private static final String WEB = CachedPods.PATH + "/web";

    private final MockApi api = new MockApi();
    private final KubernetesClient client = ClusterClient.connect(api.client().getConfiguration());
    private final ApiServer apiServer = new ApiServer(client);
    private final WrittenVersionLookup written = new WrittenVersionLookup(apiServer);

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
        Optional<JsonNode> object = written.of(CachedPods.write(method, WEB + more));
        assertThat(object.orElseThrow().at("/metadata/resourceVersion").asText())
                .isEqualTo("9007199254740993");
        assertAskedOnce("application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1");
    }

    @Test
    void whatWasCreatedIsAskedForByItsNameAndNeverByTheList() {
        WriteRequest create = CachedPods.write("POST", CachedPods.PATH + "/?fieldManager=m");
        assertThat(written.of(create)).isEmpty();
        assertThat(api.server().getRequestCount()).isZero();

        create.setName("a/b");
        answers(CachedPods.PATH + "/a%2Fb", 200, "{\"metadata\":{\"resourceVersion\":\"7\"}}");
        assertThat(written.of(create)
                        .orElseThrow()
                        .at("/metadata/resourceVersion")
                        .asLong())
                .isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // A refusal is no state, whatever it looks like.
                "500|{\"metadata\":{\"resourceVersion\":\"7\"}}",
                "200|torn",
            })
    void whatIsNotAnsweredIsNotKnownAndNotAskedForAgain(int code, String body) {
        answers(WEB, code, body);
        assertThat(written.of(CachedPods.write("PUT", WEB))).isEmpty();
        assertThat(api.server().getRequestCount()).isEqualTo(1);
    }

    @Test
    void whatIsNotThereIsGone() {
        answers(WEB, 404, "{\"kind\":\"Status\"}");
        assertThat(written.of(CachedPods.write("DELETE", WEB)).orElseThrow().isMissingNode())
                .isTrue();
    }

    @Test
    void anApiServerThatIsAwayIsNoFailure() {
        api.server().shutdown();
        assertThat(written.of(CachedPods.write("PUT", WEB))).isEmpty();
    }

    private void answers(String path, int code, String body) {
        api.server().expect().get().withPath(path).andReturn(code, body).always();
    }

    private void assertAskedOnce(String accept) throws InterruptedException {
        assertThat(api.server().getRequestCount()).isEqualTo(1);
        assertThat(api.server().getLastRequest().getHeader("Accept")).isEqualTo(accept);
    }
}
