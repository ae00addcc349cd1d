package dev.serai.prepull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fixture.api.FakeKubelet;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.KubectlUser;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.http.WebhookReceiver;
import dev.serai.fixture.process.Closing;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** ImagePrepulls before a real API server with its admission; the kubelets are played. */
@Timeout(300)
class PrepullIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String NAMESPACE = "prepull";
    private static final Path RIGHTS = Path.of("deploy/components/image-prepull/rights.yaml");
    private static final Path DEFINITION = Path.of("deploy/crd/imageprepulls.serai.dev.yaml");

    private static final Duration LONG = Duration.ofSeconds(120);
    private static final int WRITES_PER_SECOND = 400;
    private static final WebhookReceiver SINK = new WebhookReceiver();

    // What deploy/ gives Serai in any case, and what callers of these tests do through it.
    private static final String ELSE = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: serai-else}
            rules:
              - {apiGroups: [""], resources: [pods, namespaces], verbs: [get, list, watch]}
              - {apiGroups: [apiextensions.k8s.io], resources: [customresourcedefinitions], verbs: [get, list, watch]}
              - {apiGroups: [apiregistration.k8s.io], resources: [apiservices], verbs: [list, watch]}
              - {apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get, create, patch]}
            """;

    private static KubeApi api;
    private static Path kubeconfig;
    private static FakeKubelet kubelet;
    private static SeraiProcess serai;

    @BeforeAll
    static void start() throws IOException {
        api = KubeApi.start();
        api.kubectlWithInput(Files.readString(DEFINITION), "create", "-f", "-");
        api.kubectl("wait", "--for=condition=Established", "crd/imageprepulls.serai.dev");
        api.kubectlWithInput("""
                {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"prepull","labels":
                 {"pod-security.kubernetes.io/enforce":"restricted"}}}
                """, "create", "-f", "-");
        kubeconfig = api.kubeconfigFor("serai");
        api.kubectlWithInput(Files.readString(RIGHTS), "create", "-f", "-");
        // The account of the tests is not the one that the file speaks of.
        for (String role : List.of("serai-image-prepull", "serai-image-prepull-work", "serai-else")) {
            api.kubectl(
                    "create",
                    "clusterrolebinding",
                    "it-" + role,
                    "--clusterrole=" + role,
                    "--serviceaccount=default:serai");
        }
        api.kubectlWithInput(ELSE, "create", "-f", "-");
        kubelet = new FakeKubelet(api.client(), 50);
        serai = serai().set("SERAI_EVENTS_WEBHOOK_URL", SINK.url()).start().awaitReady(Cluster.STARTED);
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable part : new AutoCloseable[] {serai, kubelet, api, SINK}) {
            Closing.close(part);
        }
    }

    @Test
    void fiftyNodesPullTwentyImagesFiveAtATime() {
        kubelet.nodes("fifty", 50);
        create("fifty", "\"images\":[%s]".formatted(images(20)));

        JsonNode status = awaitComplete("fifty");

        assertThat(counts(status)).isEqualTo("50 desired, 0 active, 50 succeeded, 0 failed, 0 skipped");
        assertThat(kubelet.nodesOf("fifty")).hasSize(50).doesNotHaveDuplicates();
        assertThat(kubelet.mostAtWork("fifty")).isBetween(2, 5);
        awaitNoPods("fifty");
        assertThat(condition(status, "Degraded")).isEqualTo("False");
        assertThat(kubelet.mostMadeInASecond()).isLessThanOrEqualTo(WRITES_PER_SECOND / 2);
        assertThat(metrics())
                .containsPattern("serai_prepull_nodes\\{.*imageprepull=\"fifty\".*phase=\"succeeded\".*} 50\\.0")
                .containsPattern("serai_prepull_pull_seconds_count\\{.*outcome=\"succeeded\".*} [1-9]");
        assertThat(events("fifty")).contains("Started", "Completed");
        await().atMost(SOON).untilAsserted(() -> assertThat(told("fifty", "dev.serai.image.prepulled"))
                .isEqualTo(50));
        kubelet.deleteNodes("fifty");
    }

    @Test
    void aThousandNodesNeedLittleMemoryAndMakeNoLargeObject() {
        kubelet.nodes("thousand", 1_000);
        create("thousand", "\"parallelism\":\"20%%\",\"backoffLimit\":0,\"images\":[%s]".formatted(images(3)));

        JsonNode status = awaitComplete("thousand");

        assertThat(counts(status)).isEqualTo("1000 desired, 0 active, 1000 succeeded, 0 failed, 0 skipped");
        assertThat(kubelet.nodesOf("thousand")).hasSize(1_000).doesNotHaveDuplicates();
        assertThat(kubelet.mostAtWork("thousand")).isLessThanOrEqualTo(200);
        assertThat(json("thousand").length()).isLessThan(64 * 1024);
        awaitNoPods("thousand");
        // It has 256 MiB, and ends where they are not enough.
        assertThat(serai.isAlive()).isTrue();
        kubelet.deleteNodes("thousand");
    }

    @Test
    void eachOutcomeIsToldAsWhatItIs() {
        kubelet.nodes("mixed", 2);
        kubelet.nodes("old", 2, "containerd://1.7.27");
        kubelet.nodes("rejecting", 1);
        kubelet.reject("rejecting-0");
        kubelet.nodes("dying", 2);
        kubelet.die("dying-0");
        String digest = "registry.example.com/app@sha256:" + "0123456789abcdef".repeat(4);
        // The one that waits longest first.
        create("again", "mixed", "\"images\":[\"app-once:1\"],\"parallelism\":2");
        create("failing", "mixed", "\"images\":[\"good:1\",\"missing:1\"],\"backoffLimit\":0");
        create("backing-off", "mixed", "\"images\":[\"missing-backoff:1\"],\"backoffLimit\":0");
        create("slow", "mixed", "\"images\":[\"good:1\",\"slow:1\"],\"backoffLimit\":0,\"timeoutSeconds\":2");
        create("late", "mixed", "\"images\":[\"slow:1\"],\"activeDeadlineSeconds\":2,\"parallelism\":1");
        create(
                "held",
                "mixed",
                "\"images\":[\"%s\"],\"retention\":\"Hold\",\"imagePullSecrets\":[{\"name\":\"pull\"}]"
                        .formatted(digest));
        create("held-in-vain", "old", "\"images\":[\"%s\"],\"retention\":\"Hold\"".formatted(digest));
        create("refreshed", "mixed", "\"images\":[\"good:1\"],\"refreshSeconds\":2");
        create("passing", "mixed", "\"images\":[\"good:1\"],\"ttlSecondsAfterFinished\":1");
        create("rejected", "rejecting", "\"images\":[\"good:1\"],\"backoffLimit\":0");
        create("dying", "dying", "\"images\":[\"good:1\"],\"parallelism\":1");

        assertThat(awaitComplete("failing").at("/details/0").toString())
                .contains("\"phase\":\"Failed\"", "\"reason\":\"ErrImagePull\"", "\"image\":\"missing:1\"");
        assertThat(counts(status("failing"))).isEqualTo("2 desired, 0 active, 0 succeeded, 2 failed, 0 skipped");
        assertThat(condition(status("failing"), "Degraded")).isEqualTo("True");
        await().atMost(SOON).untilAsserted(() -> assertThat(told("failing", "dev.serai.image.prepull-failed"))
                .isEqualTo(2));
        await().atMost(SOON).untilAsserted(() -> assertThat(events("failing")).contains("PullFailed"));
        assertThat(awaitComplete("backing-off").at("/details/1/reason").asText())
                .isEqualTo("ImagePullBackOff");
        assertThat(awaitComplete("slow").at("/details/0/reason").asText()).isEqualTo("Timeout");
        assertThat(status("slow").at("/details/0/images/0/image").asText()).isEqualTo("slow:1");
        await().atMost(SOON).untilAsserted(() -> assertThat(told("slow", "dev.serai.image.prepull-failed"))
                .isEqualTo(2));
        assertThat(awaitComplete("late").at("/details/1/reason").asText()).isEqualTo("DeadlineExceeded");
        assertThat(counts(awaitComplete("held"))).startsWith("2 desired, 0 active, 2 succeeded");
        assertThat(kubelet.podsOf("held")).hasSize(2).allSatisfy(pod -> {
            assertThat(pod.getSpec().getVolumes()).singleElement().satisfies(volume -> assertThat(
                            volume.getImage().getReference())
                    .isEqualTo(digest));
            assertThat(pod.getSpec().getImagePullSecrets())
                    .singleElement()
                    .satisfies(secret -> assertThat(secret.getName()).isEqualTo("pull"));
        });
        assertThat(counts(awaitComplete("held-in-vain"))).startsWith("2 desired, 0 active, 2 succeeded");
        assertThat(condition(status("held-in-vain"), "Degraded")).isEqualTo("True");
        assertThat(awaitComplete("rejected").at("/details/0/reason").asText()).isEqualTo("OutOfpods");
        await().atMost(SOON).until(() -> kubelet.nodesOf("refreshed").size() >= 4);
        await().atMost(SOON).until(() -> !exists("passing"));
        await().atMost(SOON).until(() -> kubelet.nodesOf("dying").size() == 1);
        kubelet.condition("dying-0", "Ready", "Unknown");
        assertThat(counts(awaitComplete("dying"))).isEqualTo("2 desired, 0 active, 1 succeeded, 0 failed, 1 skipped");
        assertThat(status("dying").at("/details/0/reason").asText()).isEqualTo("NotReady");
        for (String one : List.of("failing", "backing-off", "slow", "late", "held-in-vain", "rejected", "dying")) {
            awaitNoPods(one);
        }
        // Thirty seconds after the first one a second try.
        assertThat(counts(awaitComplete("again"))).startsWith("2 desired, 0 active, 2 succeeded");
        assertThat(kubelet.nodesOf("again")).hasSize(4);
        awaitNoPods("again");
        api.kubectl("-n", NAMESPACE, "delete", "imageprepull", "--all");
        awaitNoPods("held");
    }

    @Test
    void whatHappensMeanwhileIsFollowed() {
        kubelet.nodes("flux", 6);
        kubelet.cordon("flux-0", true);
        kubelet.condition("flux-1", "DiskPressure", "True");
        create("flux", "\"images\":[\"good:1\"]");
        create("other", "flux", "\"images\":[\"good:2\"]");

        JsonNode status = awaitComplete("flux");
        assertThat(counts(status)).isEqualTo("6 desired, 0 active, 4 succeeded, 0 failed, 2 skipped");
        assertThat(status.path("details").findValuesAsText("reason"))
                .containsExactlyInAnyOrder("Unschedulable", "DiskPressure");
        assertThat(counts(awaitComplete("other"))).startsWith("6 desired, 0 active, 4 succeeded");
        kubelet.cordon("flux-0", false);
        kubelet.condition("flux-1", "DiskPressure", "False");
        awaitCounts("flux", "6 desired, 0 active, 6 succeeded, 0 failed, 0 skipped");
        assertThat(kubelet.nodesOf("flux")).hasSize(6).doesNotHaveDuplicates();

        // In the middle: a node is deleted, it is suspended, it is deleted.
        create("stuck", "flux", "\"images\":[\"slow:1\"],\"parallelism\":6");
        awaitCounts("stuck", "6 desired, 6 active, 0 succeeded, 0 failed, 0 skipped");
        api.client().nodes().withName("flux-2").delete();
        awaitCounts("stuck", "5 desired, 5 active, 0 succeeded, 0 failed, 0 skipped");
        patch("stuck", "{\"spec\":{\"suspend\":true}}");
        awaitNoPods("stuck");
        awaitCounts("stuck", "5 desired, 0 active, 0 succeeded, 0 failed, 0 skipped");
        patch("stuck", "{\"spec\":{\"suspend\":false}}");
        awaitCounts("stuck", "5 desired, 5 active, 0 succeeded, 0 failed, 0 skipped");
        api.kubectl("-n", NAMESPACE, "delete", "imageprepull", "stuck");
        awaitNoPods("stuck");

        // A caller of Serai's own reads and waits as of any resource.
        try (var kubectl = KubectlUser.at(serai.url())) {
            KubectlUser.Printed waited = kubectl.run(
                    "-n", NAMESPACE, "wait", "--for=condition=Complete", "--timeout=20s", "imageprepull/flux");
            assertThat(waited.exit()).as(waited.err()).isZero();
        }
        kubelet.deleteNodes("flux");
    }

    @Test
    void whoeverIsKilledAnotherGoesOn() {
        try (SeraiProcess other = serai()) {
            other.start().awaitReady(Cluster.STARTED);
            kubelet.nodes("killed", 60);
            create("killed", "\"images\":[%s],\"parallelism\":2".formatted(images(2)));

            await().atMost(SOON).until(() -> kubelet.nodesOf("killed").size() > 8);
            serai.kill();
            int then = kubelet.nodesOf("killed").size();
            await().atMost(SOON).until(() -> kubelet.nodesOf("killed").size() > then + 8);
            serai.start().awaitReady(Cluster.STARTED);
            other.kill();

            assertThat(counts(awaitComplete("killed"))).startsWith("60 desired, 0 active, 60 succeeded");
            assertThat(kubelet.nodesOf("killed")).hasSize(60).doesNotHaveDuplicates();
            assertThat(kubelet.mostAtWork("killed")).isLessThanOrEqualTo(2);
            awaitNoPods("killed");
            kubelet.deleteNodes("killed");
        }
    }

    private static SeraiProcess serai() {
        return Cluster.serai(kubeconfig)
                .set("SERAI_PREPULL_LEASE", "prepull")
                .set("SERAI_CACHE_RESOURCES", "pods,imageprepulls.serai.dev")
                .set("SERAI_WRITES_PER_SECOND", Integer.toString(WRITES_PER_SECOND))
                .jvmOptions("-Xmx256m", "-XX:+ExitOnOutOfMemoryError");
    }

    private static String images(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"registry.example.com/app-%d:1\"".formatted(i))
                .collect(Collectors.joining(","));
    }

    private static void create(String name, String spec) {
        create(name, name, spec);
    }

    private static void create(String name, String pool, String spec) {
        api.kubectlWithInput("""
                {"apiVersion":"serai.dev/v1alpha1","kind":"ImagePrepull","metadata":{"name":"%s","namespace":"prepull"},
                 "spec":{"nodeSelector":{"matchLabels":{"pool":"%s"}},%s}}
                """.formatted(name, pool, spec), "create", "-f", "-");
    }

    private static void patch(String name, String patch) {
        api.kubectl("-n", NAMESPACE, "patch", "imageprepull", name, "--type=merge", "-p", patch);
    }

    private static JsonNode awaitComplete(String name) {
        await().atMost(LONG).untilAsserted(() -> assertThat(condition(status(name), "Complete"))
                .as("%s: %s", name, status(name))
                .isEqualTo("True"));
        return status(name);
    }

    private static void awaitCounts(String name, String counts) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(counts(status(name))).isEqualTo(counts));
    }

    private static void awaitNoPods(String name) {
        await().atMost(SOON).until(() -> kubelet.podsOf(name).isEmpty());
    }

    private static boolean exists(String name) {
        return resource(name).get() != null;
    }

    private static String json(String name) {
        return api.client().raw("/apis/serai.dev/v1alpha1/namespaces/prepull/imageprepulls/" + name);
    }

    private static JsonNode status(String name) {
        return Json.parse(json(name)).path("status");
    }

    private static Resource<GenericKubernetesResource> resource(String name) {
        return api.client()
                .genericKubernetesResources("serai.dev/v1alpha1", "ImagePrepull")
                .inNamespace(NAMESPACE)
                .withName(name);
    }

    private static String counts(JsonNode status) {
        JsonNode nodes = status.path("nodes");
        return Stream.of("desired", "active", "succeeded", "failed", "skipped")
                .map(phase -> nodes.path(phase).asText() + " " + phase)
                .collect(Collectors.joining(", "));
    }

    private static List<String> events(String name) {
        return api
                .client()
                .v1()
                .events()
                .inNamespace(NAMESPACE)
                .withField("involvedObject.name", name)
                .list()
                .getItems()
                .stream()
                .map(Event::getReason)
                .toList();
    }

    /** How many events of a type the webhook was sent of the pods of an ImagePrepull. */
    private static long told(String name, String type) {
        return SINK.taken().stream()
                .filter(event -> event.header("ce-type").orElse("").equals(type))
                .filter(event -> event.header("ce-subject").orElse("").contains("/pods/" + name + "-"))
                .map(event -> event.header("ce-id"))
                .distinct()
                .count();
    }

    private static String condition(JsonNode status, String type) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText();
            }
        }
        return "";
    }

    private static String metrics() {
        return serai.send(HttpRequest.newBuilder(URI.create(serai.managementUrl() + "/observe/metrics"))
                        .build())
                .body();
    }
}
