package dev.serai.prepull.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.fixture.http.Json;
import dev.serai.prepull.spec.ImagePrepull;
import dev.serai.prepull.verdict.PullMarks;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pods as they are made, and how it is chosen. That they are admitted as restricted PrepullIT shows. */
class PullPodTemplateTest {

    private final PullPodTemplate template = new PullPodTemplate("pause:1", "low");

    @Test
    void anImageIsMountedAndNeverRun() {
        JsonNode spec = pod(
                        "{'images':['a:1','b:1'],'retention':'Hold','imagePullPolicy':'Always'}",
                        Mechanism.IMAGE_VOLUME)
                .path("spec");

        assertThat(spec.path("containers").findValuesAsText("image")).containsExactly("pause:1", "pause:1");
        assertThat(spec.at("/volumes/1").toString())
                .isEqualTo("{\"name\":\"image-1\",\"image\":{\"reference\":\"b:1\",\"pullPolicy\":\"Always\"}}");
        assertThat(spec.path("restartPolicy").asText()).isEqualTo("Always");
        assertThat(spec.has("activeDeadlineSeconds")).isFalse();
    }

    @Test
    void anImageIsRunWithWhatItDoesNotHave() {
        JsonNode pod =
                pod("{'images':['a:1'],'retention':'Hold','imagePullSecrets':[{'name':'s'}]}", Mechanism.COMMAND);
        JsonNode spec = pod.path("spec");

        assertThat(spec.at("/containers/0/image").asText()).isEqualTo("a:1");
        assertThat(spec.at("/containers/0/command/0").asText()).startsWith("/");
        assertThat(spec.has("volumes")).isFalse();
        // Nothing is held so, and it has to end by itself.
        assertThat(pod.at("/metadata/annotations").has(PullMarks.HOLDS)).isFalse();
        assertThat(spec.path("restartPolicy").asText()).isEqualTo("Never");
        assertThat(spec.path("activeDeadlineSeconds").asInt()).isEqualTo(660);
        assertThat(spec.at("/imagePullSecrets/0/name").asText()).isEqualTo("s");
    }

    @Test
    void aPodHasNothingThatItDoesNotNeed() {
        JsonNode spec = pod("{'images':['a:1']}", Mechanism.COMMAND).path("spec");

        assertThat(spec.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(spec.path("terminationGracePeriodSeconds").asInt(1)).isZero();
        assertThat(spec.path("priorityClassName").asText()).isEqualTo("low");
        assertThat(spec.path("nodeName").asText()).isEqualTo("node-1");
        assertThat(spec.toString()).doesNotContain("hostPath", "privileged", "hostNetwork");
    }

    @Test
    void theSameTryHasOneNameAndAnotherAnother() {
        ImagePrepull prepull = prepull("{'images':['a:1']}");
        var attempt = new PullPodTemplate.Try(node("v1.35.4", ""), Mechanism.COMMAND, "run-0", 0, false, "x");

        assertThat(attempt.nameOf(prepull)).isEqualTo(attempt.nameOf(prepull)).hasSizeLessThanOrEqualTo(63);
        assertThat(new PullPodTemplate.Try(attempt.node(), Mechanism.COMMAND, "run-0", 1, false, "x").nameOf(prepull))
                .isNotEqualTo(attempt.nameOf(prepull));
        assertThat(new PullPodTemplate.Try(attempt.node(), Mechanism.COMMAND, "run-1", 0, false, "x").nameOf(prepull))
                .isNotEqualTo(attempt.nameOf(prepull));
    }

    @ParameterizedTest
    @CsvSource({
        "v1.35.4, v1.35.0, containerd://2.1.3, IMAGE_VOLUME",
        "v1.36.0-gke.1, v1.36.0, cri-o://1.35.1, IMAGE_VOLUME",
        "v1.34.9, v1.35.0, containerd://2.1.3, COMMAND",
        "v1.35.4, v1.34.2, containerd://2.1.3, COMMAND",
        "v1.35.4, v1.35.0, containerd://2.0.9, COMMAND",
        "v1.35.4, v1.35.0, docker://28.0.0, COMMAND",
        "v1.35.4, v1.35.0, '', COMMAND",
        "'', '', '', COMMAND"
    })
    void whatEveryPartKnowsIsChosen(String apiServer, String kubelet, String runtime, Mechanism mechanism) {
        assertThat(MechanismChoice.parse("auto").of(node(kubelet, runtime), apiServer))
                .isEqualTo(mechanism);
        assertThat(MechanismChoice.parse("command").of(node(kubelet, runtime), apiServer))
                .isEqualTo(Mechanism.COMMAND);
        assertThat(MechanismChoice.parse("image-volume").of(node(kubelet, runtime), apiServer))
                .isEqualTo(Mechanism.IMAGE_VOLUME);
    }

    @Test
    void anUnknownMechanismIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MechanismChoice.parse("socket"))
                .withMessage("serai.prepull.mechanism is 'socket'; one of image-volume, command, auto");
    }

    private ObjectNode pod(String spec, Mechanism mechanism) {
        return template.pod(
                prepull(spec), new PullPodTemplate.Try(node("v1.35.4", ""), mechanism, "run-0", 0, true, "x"));
    }

    private static ImagePrepull prepull(String spec) {
        return ImagePrepull.parse(
                """
                {"metadata":{"name":"%s","namespace":"ns","uid":"u"},"spec":%s}
                """.formatted("n".repeat(63), spec.replace('\'', '"')).getBytes(StandardCharsets.UTF_8));
    }

    private static WorkerNode node(String kubelet, String runtime) {
        return WorkerNode.parse(
                Json.parse("""
                {"metadata":{"name":"node-1","uid":"n"},
                 "status":{"nodeInfo":{"kubeletVersion":"%s","containerRuntimeVersion":"%s"}}}
                """.formatted(kubelet, runtime)).toString().getBytes(StandardCharsets.UTF_8));
    }
}
