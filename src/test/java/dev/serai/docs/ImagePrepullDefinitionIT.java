package dev.serai.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.http.HttpCaller;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.process.Cluster;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real API server takes for an ImagePrepull, what it refuses, and what it says then. */
class ImagePrepullDefinitionIT {
    private static final String DEFINITION = "deploy/crd/imageprepulls.serai.dev.yaml";
    private static final String SHA256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static final String PATH = "/apis/serai.dev/v1alpha1/namespaces/default/imageprepulls";

    private static KubeApi api;
    private static HttpCaller administrator;

    @BeforeAll
    static void define() {
        api = KubeApi.start();
        administrator = Cluster.administrator(api);
        api.kubectl("apply", "-f", DEFINITION);
        api.kubectl("wait", "--for=condition=Established", "-f", DEFINITION);
    }

    @AfterAll
    static void close() {
        api.close();
    }

    // Each spec, and what the answer has to name: the field, and what would be right.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"images": []} | spec.images | 0: spec.images in body should have at least 1 items
            {"images": "nginx"} | spec.images | "string": spec.images in body must be of type array
            {"images": ["nginx", "busybox", "nginx"]} | spec.images[2] | Duplicate value: "nginx"
            {"images": [""]} | spec.images[0] | must be an image reference, such as registry.example.com/team/app:1.2
            {"images": ["nginx "]} | spec.images[0] | must be an image reference
            {"images": ["nginx", "https://example.com/a"]} | spec.images[1] | must be an image reference
            {"images": ["example.com/Team/app"]} | spec.images[0] | must be an image reference, such as registry.example.com/team/app:1.2 or app@sha256:<64 hex digits>, with the repository in lower case
            {"images": ["nginx:"]} | spec.images[0] | must be an image reference
            {"images": ["nginx@sha256:abc"]} | spec.images[0] | must be an image reference, such as registry.example.com/team/app:1.2 or app@sha256:<64 hex digits>
            {"images": [7]} | spec.images[0] | "integer": spec.images[0] in body must be of type string
            {"parallelism": 0} | spec.parallelism | must be a number from 1, or a percentage from "1%" to "100%"
            {"parallelism": -1} | spec.parallelism | must be a number from 1
            {"parallelism": "5"} | spec.parallelism | must be a number from 1, or a percentage from "1%" to "100%"
            {"parallelism": "0%"} | spec.parallelism | must be a number from 1, or a percentage from "1%" to "100%"
            {"parallelism": "101%"} | spec.parallelism | must be a number from 1, or a percentage from "1%" to "100%"
            {"parallelism": "12.5%"} | spec.parallelism | must be a number from 1, or a percentage from "1%" to "100%"
            {"parallelism": 1.5} | spec.parallelism | "number": spec.parallelism in body must be of type integer
            {"parallelism": 3000000000} | spec.parallelism | must be a number from 1
            {"timeoutSeconds": 0} | spec.timeoutSeconds | 0: spec.timeoutSeconds in body should be greater than or equal to 1
            {"timeoutSeconds": "10m"} | spec.timeoutSeconds | "string": spec.timeoutSeconds in body must be of type integer
            {"timeoutSeconds": 3000000000} | spec.timeoutSeconds | 3000000000: spec.timeoutSeconds in body should be less than or equal to 2147483647
            {"backoffLimit": -1} | spec.backoffLimit | -1: spec.backoffLimit in body should be greater than or equal to 0
            {"activeDeadlineSeconds": 0} | spec.activeDeadlineSeconds | 0: spec.activeDeadlineSeconds in body should be greater than or equal to 1
            {"refreshSeconds": -5} | spec.refreshSeconds | -5: spec.refreshSeconds in body should be greater than or equal to 0
            {"ttlSecondsAfterFinished": -1} | spec.ttlSecondsAfterFinished | -1: spec.ttlSecondsAfterFinished in body should be greater than or equal to 0
            {"suspend": "yes"} | spec.suspend | "string": spec.suspend in body must be of type boolean
            {"retention": "Keep"} | spec.retention | Unsupported value: "Keep": supported values: "Release", "Hold"
            {"imagePullPolicy": "Never"} | spec.imagePullPolicy | Unsupported value: "Never": supported values: "IfNotPresent", "Always"
            {"imagePullSecrets": ["registry"]} | spec.imagePullSecrets[0] | "string": spec.imagePullSecrets[0] in body must be of type object
            {"imagePullSecrets": [{}]} | spec.imagePullSecrets[0].name | Required value
            {"imagePullSecrets": [{"name": "My_Secret"}]} | spec.imagePullSecrets[0].name | must be the name of a Secret, such as registry-credentials
            {"imagePullSecrets": [{"name": "a"}, {"name": "a"}]} | spec.imagePullSecrets[1] | Duplicate value: {"name":"a"}
            {"nodeSelector": {"matchLabels": {"pool": "a b"}}} | spec.nodeSelector.matchLabels | must have values that are label values, such as arm64
            {"nodeSelector": {"matchLabels": {"-pool": "a"}}} | spec.nodeSelector.matchLabels | must have keys that are label keys, such as kubernetes.io/arch
            {"nodeSelector": {"matchLabels": {"pool": 1}}} | spec.nodeSelector.matchLabels.pool | "integer": spec.nodeSelector.matchLabels.pool in body must be of type string
            {"nodeSelector": {"matchExpressions": [{"key": "pool"}]}} | spec.nodeSelector.matchExpressions[0].operator | Required value
            {"nodeSelector": {"matchExpressions": [{"key": "pool", "operator": "Gt", "values": ["1"]}]}} | spec.nodeSelector.matchExpressions[0].operator | Unsupported value: "Gt": supported values: "In", "NotIn", "Exists", "DoesNotExist"
            {"nodeSelector": {"matchExpressions": [{"key": "a/b/c", "operator": "Exists"}]}} | spec.nodeSelector.matchExpressions[0].key | must be a label key, such as kubernetes.io/arch
            {"nodeSelector": {"matchExpressions": [{"key": "pool", "operator": "In"}]}} | spec.nodeSelector.matchExpressions[0].values | must have at least one value when operator is In or NotIn
            {"nodeSelector": {"matchExpressions": [{"key": "pool", "operator": "Exists", "values": ["a"]}]}} | spec.nodeSelector.matchExpressions[0].values | may not be set when operator is Exists or DoesNotExist
            {"nodeSelector": {"matchExpressions": [{"key": "pool", "operator": "In", "values": ["a b"]}]}} | spec.nodeSelector.matchExpressions[0].values[0] | must be a label value
            """)
    void aBadSpecIsRefusedByTheNameOfItsField(String spec, String field, String right) {
        assertThat(refusal(object("bad", spec(spec)))).contains(field + ": ", right);
    }

    @Test
    void aLongListOfImagesIsRefused() {
        assertThat(refusal(object("bad", images(65))))
                .contains("spec.images: Too many: 65: must have at most 64 items");
        assertThat(created(object("most", images(64))).at("/spec/images")).hasSize(64);
    }

    @Test
    void aNameThatIsNoLabelsValueIsRefused() {
        assertThat(refusal(object("n".repeat(64), spec("{}"))))
                .contains(
                        "metadata.name: Invalid value: ",
                        "must be no more than 63 characters, because it is the value");
        assertThat(created(object("n".repeat(63), spec("{}"))).at("/kind").asText())
                .isEqualTo("ImagePrepull");
    }

    @Test
    void anObjectWithoutImagesIsRefused() {
        assertThat(refusal(object("bad", "{}"))).contains("spec.images: Required value");
        assertThat(
                        refusal(
                                "{\"apiVersion\":\"serai.dev/v1alpha1\",\"kind\":\"ImagePrepull\",\"metadata\":{\"name\":\"bad\"}}"))
                .contains("spec: Required value");
    }

    @Test
    void aFieldThatDoesNotExistIsRefusedToKubectl() {
        String misspelt = object("bad", "{\"images\":[\"nginx\"],\"paralelism\":5}");

        assertThatThrownBy(() -> api.kubectlWithInput(misspelt, "create", "-f", "-"))
                .hasMessageContaining("unknown field \"spec.paralelism\"");
    }

    @Test
    void aGoodSpecCannotBecomeABadOne() {
        created(object("changed", spec("{}")));

        assertThat(refusal(patch("changed", "{\"spec\":{\"parallelism\":\"200%\"}}")))
                .contains("spec.parallelism: Invalid value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nginx",
                "nginx:1.29",
                "library/nginx",
                "localhost/app",
                "localhost:5000/app",
                "Registry.Example.com/team/app:v1_2.3-x",
                "[2001:db8::1]:5000/app",
                "registry.k8s.io/pause:3.10",
                "example.com/a__b/c--d/e.f_g:LATEST",
                "nginx@sha256:" + SHA256,
                "registry.example.com:5000/team/app:1.2@sha256:" + SHA256
            })
    void anImageReferenceIsTaken(String image) {
        var name = "image-" + Integer.toHexString(image.hashCode());
        assertThat(created(object(name, "{\"images\":[\"" + image + "\"]}"))
                        .at("/spec/images/0")
                        .asText())
                .isEqualTo(image);
    }

    @Test
    void whatIsLeftOutHasItsDefault() {
        assertThat(created(object("least", "{\"images\":[\"nginx\"]}")).get("spec"))
                .isEqualTo(Json.parse("""
                {"images":["nginx"],"imagePullPolicy":"IfNotPresent","parallelism":5,"timeoutSeconds":600,"backoffLimit":2,
                 "retention":"Release","refreshSeconds":0,"suspend":false}"""));
    }

    @Test
    void whatIsSaidStays() {
        String all = """
                {"images":["nginx:1","busybox"],
                 "nodeSelector":{"matchLabels":{"pool":"build","example.com/empty":""},
                  "matchExpressions":[{"key":"kubernetes.io/arch","operator":"In","values":["arm64","amd64"]},
                   {"key":"spot","operator":"DoesNotExist"}]},
                 "imagePullSecrets":[{"name":"registry.one"},{"name":"two"}],"imagePullPolicy":"Always",
                 "parallelism":"10%","timeoutSeconds":1,"backoffLimit":0,"activeDeadlineSeconds":1,"retention":"Hold",
                 "refreshSeconds":86400,"ttlSecondsAfterFinished":0,"suspend":true}""";

        assertThat(created(object("all", all)).get("spec")).isEqualTo(Json.parse(all));
    }

    @Test
    void theStatusIsWrittenByItselfAndShownInColumns() {
        created(object("told", "{\"images\":[\"nginx:1\"]}"));
        api.kubectl("patch", "ipp", "told", "--subresource=status", "--type=merge", "-p", """
                {"status":{"observedGeneration":1,"startTime":"2026-01-01T00:00:00Z",
                 "nodes":{"desired":50,"active":1,"succeeded":46,"failed":2,"skipped":1},
                 "details":[{"node":"n1","phase":"Failed","reason":"ErrImagePull","message":"no",
                   "images":[{"image":"nginx:1","reason":"ErrImagePull","message":"not found"}]},
                  {"node":"n2","phase":"Skipped","reason":"Unschedulable"}],
                 "conditions":[{"type":"Complete","status":"False","reason":"Pulling","message":"",
                  "lastTransitionTime":"2026-01-01T00:00:00Z"}]}}""");

        String[] lines = api.kubectl("get", "imageprepulls", "told").split("\n");
        assertThat(lines[0].split(" +")).containsExactly("NAME", "IMAGES", "DONE", "NODES", "FAILED", "AGE");
        assertThat(lines[1].split(" +")).startsWith("told", "[\"nginx:1\"]", "46", "50", "2");
        // The status is not written with the rest.
        api.kubectl("patch", "ipp", "told", "--type=merge", "-p", "{\"status\":{\"nodes\":{\"failed\":7}}}");
        JsonNode told = Json.parse(api.kubectl("get", "ipp", "told", "-o", "json"));
        assertThat(told.at("/status/nodes/failed").asInt()).isEqualTo(2);
        assertThat(told.at("/status/details/0/images/0/message").asText()).isEqualTo("not found");
        assertThat(told.at("/metadata/generation").asInt()).isEqualTo(1);
        api.kubectl("wait", "--for=condition=Complete=False", "ipp/told", "--timeout=5s");
    }

    @Test
    void aStatusThatIsTooLongIsRefused() {
        created(object("long", spec("{}")));
        String details = IntStream.range(0, 101)
                .mapToObj(i -> "{\"node\":\"n" + i + "\",\"phase\":\"Failed\"}")
                .collect(Collectors.joining(","));

        assertThat(refusal(patch("long/status", "{\"status\":{\"details\":[" + details + "]}}")))
                .contains("status.details: Too many: 101: must have at most 100 items");
    }

    // Where the images are not what it is about.
    private static String spec(String others) {
        JsonNode given = Json.parse(others);
        return given.has("images")
                ? others
                : "{\"images\":[\"nginx\"]" + (given.isEmpty() ? "}" : "," + others.substring(1));
    }

    private static String images(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"example.com/app:" + i + "\"")
                .collect(Collectors.joining(",", "{\"images\":[", "]}"));
    }

    private static String object(String name, String spec) {
        return "{\"apiVersion\":\"serai.dev/v1alpha1\",\"kind\":\"ImagePrepull\",\"metadata\":{\"name\":\"%s\"},\"spec\":%s}"
                .formatted(name, spec);
    }

    private static JsonNode created(String object) {
        HttpCaller.Answer answer = administrator.ask("POST", PATH, "application/json", object);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return Json.parse(answer.text());
    }

    private static String refusal(String object) {
        return refusal(administrator.ask("POST", PATH, "application/json", object));
    }

    private static String refusal(HttpCaller.Answer answer) {
        JsonNode status = Json.parse(answer.text());
        assertThat(status.path("reason").asText()).as(answer.text()).isEqualTo("Invalid");
        return status.path("message").asText();
    }

    private static HttpCaller.Answer patch(String target, String patch) {
        return administrator.ask("PATCH", PATH + "/" + target, "application/merge-patch+json", patch);
    }
}
