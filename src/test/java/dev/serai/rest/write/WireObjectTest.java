package dev.serai.rest.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.serai.rest.consistency.Termination;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What tells of a write is read alike from each form, protobuf as the official client has it among them. */
public class WireObjectTest {

    private static final Meta.ObjectMeta METADATA = Meta.ObjectMeta.newBuilder()
            .setName("web")
            .setNamespace("shop")
            .setUid("u")
            .setResourceVersion("9007199254740993")
            .setGeneration(3)
            .setDeletionTimestamp(Meta.Time.newBuilder().setSeconds(1))
            .setDeletionGracePeriodSeconds(30)
            .putLabels("app", "web")
            .addFinalizers("a")
            .addFinalizers("b")
            .build();

    @Test
    void anObject() throws Exception {
        JsonNode pod = read("Pod", V1.Pod.newBuilder().setMetadata(METADATA).build());
        JsonNode metadata = pod.path("metadata");
        assertThat(metadata.path("name").asText()).isEqualTo("web");
        assertThat(metadata.path("namespace").asText()).isEqualTo("shop");
        assertThat(metadata.path("uid").asText()).isEqualTo("u");
        assertThat(metadata.path("resourceVersion").asLong()).isEqualTo(9_007_199_254_740_993L);
        assertThat(Termination.of(pod)).isEqualTo(new Termination(true, true, true));
    }

    @Test
    void aNamespaceAndWhatHoldsIt() throws Exception {
        var spec = V1.NamespaceSpec.newBuilder().addFinalizers("kubernetes");
        var metadata = METADATA.toBuilder().clearFinalizers().clearDeletionGracePeriodSeconds();
        JsonNode held = read(
                "Namespace",
                V1.Namespace.newBuilder().setMetadata(metadata).setSpec(spec).build());
        assertThat(Termination.of(held)).isEqualTo(new Termination(true, true, false));
        JsonNode free = read(
                "Namespace", V1.Namespace.newBuilder().setMetadata(metadata).build());
        assertThat(Termination.of(free)).isEqualTo(new Termination(true, false, false));
    }

    @Test
    void aList() throws Exception {
        JsonNode list = read(
                "PodList",
                V1.PodList.newBuilder()
                        .setMetadata(Meta.ListMeta.newBuilder().setResourceVersion("7"))
                        .addItems(V1.Pod.newBuilder().setMetadata(METADATA))
                        .addItems(V1.Pod.newBuilder()
                                .setMetadata(METADATA.toBuilder().setName("next")))
                        .build());
        assertThat(list.findValuesAsText("name")).containsExactly("web", "next");
    }

    @Test
    void aStatus() throws Exception {
        JsonNode status = read(
                "Status",
                Meta.Status.newBuilder()
                        .setStatus("Success")
                        .setDetails(
                                Meta.StatusDetails.newBuilder().setName("web").setUid("u"))
                        .build());
        assertThat(status.at("/details/uid").asText()).isEqualTo("u");
    }

    @Test
    void deleteOptions() throws Exception {
        JsonNode options = read(
                "DeleteOptions",
                Meta.DeleteOptions.newBuilder()
                        .setGracePeriodSeconds(0)
                        .addDryRun("All")
                        .build());
        assertThat(options.path("gracePeriodSeconds").asLong(-1)).isZero();
        assertThat(options.path("dryRun").path(0).asText()).isEqualTo("All");
    }

    @Test
    void yaml() throws Exception {
        JsonNode pod = WireObject.read(
                "application/yaml", "metadata: {name: web, resourceVersion: \"12\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(pod.at("/metadata/resourceVersion").asLong()).isEqualTo(12);
    }

    @Test
    void whatIsTornIsNeitherReadNorFatal() {
        byte[] whole = wire("Pod", V1.Pod.newBuilder().setMetadata(METADATA).build());
        IntStream.range(0, whole.length).forEach(length -> {
            try {
                WireObject.read(WireObject.PROTOBUF, Arrays.copyOf(whole, length));
            } catch (IOException e) {
                assertThat(e).isNotNull();
            }
        });
        assertThatThrownBy(() -> WireObject.read("text/plain", whole)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> WireObject.read("application/json", whole)).isInstanceOf(IOException.class);
    }

    private static JsonNode read(String kind, MessageLite message) throws IOException {
        return WireObject.read(WireObject.PROTOBUF, wire(kind, message));
    }

    public static byte[] wire(String kind, MessageLite message) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {'k', '8', 's', 0});
        bytes.writeBytes(Runtime.Unknown.newBuilder()
                .setTypeMeta(Runtime.TypeMeta.newBuilder().setApiVersion("v1").setKind(kind))
                .setRaw(ByteString.copyFrom(message.toByteArray()))
                .setContentEncoding("")
                .setContentType("")
                .build()
                .toByteArray());
        return bytes.toByteArray();
    }
}
