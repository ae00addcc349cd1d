package dev.serai.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fixture.api.AuditLog;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Overlay;
import dev.serai.fixture.http.HttpCaller;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.http.OpenWatch;
import dev.serai.fixture.http.WebhookReceiver;
import dev.serai.fixture.process.Closing;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import dev.serai.settings.Settings;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * deploy/overlays/node-agent as it is, at a real API server: one Serai with the environment of the DaemonSet's pod and
 * the token that a kubelet gives this pod, and the recipes of node jobs as its routes.
 */
class NodeAgentIT {
    private static final String OVERLAY = "deploy/overlays/node-agent";
    private static final String AGENT = "system:serviceaccount:serai-nodes:serai-node-agent";
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String FINISHED = """
            {"status":{"phase":"%s","conditions":[{"type":"Ready","status":"False","lastTransitionTime":"%s"}],
             "containerStatuses":[{"name":"main","image":"i","imageID":"","ready":false,"restartCount":0,
              "state":{"terminated":{"exitCode":0,"finishedAt":"%s"}}}]}}""";
    private static final String PULL_FAILED = """
            {"status":{"phase":"Pending","containerStatuses":[{"name":"main","image":"i","imageID":"","ready":false,
             "restartCount":0,"started":false,
             "state":{"waiting":{"reason":"ErrImagePull","message":"no \\"such\\" image"}}}]}}""";
    // Beside the recipes: whatever kube-watch tells, by its subject.
    private static final String TOLD = """
            - route:
                id: told
                from:
                  uri: kube-watch:pods
                  steps:
                    - setBody: { simple: "${header.CamelCloudEventSubject}" }
                    - to: file:.?fileName=told.txt&fileExist=Append&appendChars=\\n
            """;

    private static AuditLog audit;
    private static KubeApi api;
    private static HttpCaller administrator;
    private static HttpCaller onN1;
    private static WebhookReceiver alerts;
    private static DaemonSet agent;
    private static SeraiProcess serai;
    private static List<AuditLog.Entry> atStart;

    @BeforeAll
    static void start() throws Exception {
        audit = new AuditLog();
        api = KubeApi.start(audit.flags());
        administrator = Cluster.administrator(api);
        Overlay.defineMonitors(api);
        api.kubectl("apply", "-k", OVERLAY);
        agent = daemonSet();
        for (String node : List.of("n1", "n2")) {
            make("/api/v1/nodes", "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"" + node + "\"}}");
            make(PODS, pod("first-" + node, node));
        }
        String token = tokenOfAgentOn("n1");
        onN1 = HttpCaller.tls(url(), token);
        alerts = new WebhookReceiver();
        serai = SeraiProcess.with(environmentOn("n1"))
                .set("KUBECONFIG", api.kubeconfigWithToken("agent", token).toString())
                .set("ALERT_URL", alerts.url())
                .set("TIDY_AFTER", "2s")
                .set("TIDY_EVERY", "1s");
        Path routes = Files.createDirectory(Cluster.file(serai, "routes"));
        for (String recipe : List.of("finished-pods-of-a-node", "failed-image-pulls-of-a-node")) {
            Files.copy(Path.of("docs/recipes", recipe + ".camel.yaml"), routes.resolve(recipe + ".camel.yaml"));
        }
        Files.writeString(routes.resolve("told.camel.yaml"), TOLD);
        serai.set("SERAI_ROUTES_DIRECTORY", routes.toString()).start().awaitReady(Cluster.STARTED);
        await().atMost(SOON).untilAsserted(() -> assertThat(serai.log())
                .contains("finished-pods-of-a-node.camel.yaml is loaded", "told.camel.yaml is loaded")
                .contains("failed-image-pulls-of-a-node.camel.yaml is loaded"));
        serai.awaitHealthy(SOON);
        atStart = audit.of(AGENT);
        // What the policy pins, it pins whatever RBAC gives.
        api.kubectl(
                "create",
                "clusterrole",
                "much",
                "--verb=*",
                "--resource=pods,pods/status,pods/ephemeralcontainers,pods/eviction,pods/binding,nodes,nodes/status");
        api.kubectl(
                "create",
                "clusterrolebinding",
                "much",
                "--clusterrole=much",
                "--serviceaccount=serai-nodes:serai-node-agent");
        // A new policy and a new right hold some time after they were made.
        await().atMost(SOON)
                .until(() -> onN1.ask("POST", PODS, "application/json", pod("refused", "n2"))
                                .text()
                                .contains("denied request")
                        && write(onN1, "PATCH", "/api/v1/nodes/n1", "{}").status() == 200);
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable part : new AutoCloseable[] {serai, alerts, api, audit}) {
            Closing.close(part);
        }
    }

    @Test
    void itHoldsOneWatchWhichTheApiServerSelectsBy() {
        List<AuditLog.Entry> asked = audit.of(AGENT);

        assertThat(asked)
                .filteredOn(entry -> entry.verb().equals("watch"))
                .singleElement()
                .satisfies(watch -> {
                    assertThat(watch.resource()).isEqualTo("pods");
                    assertThat(watch.uri()).startsWith("/api/v1/pods?").contains("fieldSelector=spec.nodeName=n1&");
                });
        assertThat(atStart)
                .filteredOn(
                        entry -> entry.verb().equals("list") && entry.resource().equals("pods"))
                .isNotEmpty()
                .allSatisfy(list -> assertThat(list.uri())
                        .isIn("/api/v1/pods?fieldSelector=spec.nodeName=n1", "/api/v1/pods?limit=1"));
        assertThat(atStart).as("rights that are missing").noneMatch(entry -> entry.code() == 403);
        assertThat(serai.log()).contains("pods of spec.nodeName=n1 synced: ");
    }

    @Test
    void readsAreOfThePodsOfItsNode() {
        HttpResponse<String> list = serai.get("/api/v1/pods");
        assertThat(list.headers().firstValue("Cache-Status")).hasValue("serai; hit");
        assertThat(names(list)).contains("first-n1", "agent-n1").doesNotContain("first-n2");
        assertThat(names(serai.get(PODS + "?fieldSelector=spec.nodeName%3Dn2"))).isEmpty();

        // What the cache cannot answer is asked of the API server, for this node.
        HttpResponse<String> passedOn = serai.get(PODS + "?fieldSelector=status.podIP%21%3D192.0.2.1&limit=500");
        assertThat(passedOn.headers().firstValue("Cache-Status"))
                .hasValueSatisfying(way -> assertThat(way).contains("fwd=miss"));
        assertThat(names(passedOn)).contains("first-n1").doesNotContain("first-n2");
    }

    @Test
    void whoNamesAPodMeansThatOneWhereverItIs() {
        HttpResponse<String> own = serai.get(PODS + "/first-n1");
        assertThat(own.headers().firstValue("Cache-Status")).hasValue("serai; hit");
        HttpResponse<String> other = serai.get(PODS + "/first-n2");
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(other.headers().firstValue("Cache-Status"))
                .hasValueSatisfying(way -> assertThat(way).contains("fwd=miss"));
        assertThat(Json.parse(other.body()).at("/spec/nodeName").asText()).isEqualTo("n2");
        HttpResponse<String> none = serai.get(PODS + "/nobody");
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(Json.parse(none.body()).path("message").asText()).isEqualTo("pods \"nobody\" not found");
    }

    @Test
    void watchesAndEventsAreOfThePodsOfItsNode() throws Exception {
        try (OpenWatch watch = OpenWatch.open(serai.url() + PODS + "?watch=true&labelSelector=app%3Dwatched")) {
            make(PODS, pod("watched-n2", "n2"));
            make(PODS, pod("watched-n1", "n1"));
            assertThat(watch.next().at("/object/metadata/name").asText()).isEqualTo("watched-n1");
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(Files.readString(Cluster.file(serai, "told.txt")))
                .contains("/first-n1\n", "/watched-n1\n")
                .doesNotContain("-n2\n"));
    }

    @Test
    void throughSeraiAPodIsMadeOnItsNodeAndOnNoOther() {
        assertThat(Cluster.post(serai, PODS, pod("through-n1", "n1")).statusCode())
                .isEqualTo(201);
        assertThat(names(serai.get(PODS))).contains("through-n1");

        HttpResponse<String> refused = Cluster.post(serai, PODS, pod("through-n2", "n2"));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(Json.parse(refused.body()).path("message").asText())
                .endsWith("denied request: the node agent on n1 writes to that node only; this is for n2");
        assertThat(administrator.get(PODS + "/through-n2").status()).isEqualTo(404);
    }

    // Each write, for the agent's own node and for another one.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            POST   | /api/v1/namespaces/default/pods                    | {"apiVersion":"v1","kind":"Pod","metadata":{"name":"made-NODE"},"spec":{"nodeName":"NODE","containers":[{"name":"m","image":"i"}]}}
            PATCH  | /api/v1/namespaces/default/pods/POD                | {"metadata":{"labels":{"a":"b"}}}
            PATCH  | /api/v1/namespaces/default/pods/POD/status         | {"status":{"phase":"Running"}}
            PATCH  | /api/v1/namespaces/default/pods/POD/ephemeralcontainers | {"spec":{"ephemeralContainers":[{"name":"e","image":"i","terminationMessagePolicy":"File"}]}}
            DELETE | /api/v1/namespaces/default/pods/POD                | {"gracePeriodSeconds":0}
            DELETE | /api/v1/namespaces/NODE-only/pods                  | {"gracePeriodSeconds":0}
            PATCH  | /api/v1/nodes/NODE                                 | {"metadata":{"labels":{"a":"b"}}}
            PATCH  | /api/v1/nodes/NODE/status                          | {"status":{"phase":"Running"}}
            """)
    void anAgentWritesToItsOwnNodeOnly(String method, String target, String body) {
        HttpCaller.Answer own = writeFor("n1", method, target, body);
        assertThat(own.status()).as(own.text()).isBetween(200, 201);
        HttpCaller.Answer other = writeFor("n2", method, target, body);
        assertThat(other.status()).as(other.text()).isEqualTo(403);
        assertThat(other.text()).contains("the node agent on n1 writes to that node only; this is for n2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            eviction | {"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"POD"}}
            binding  | {"apiVersion":"v1","kind":"Binding","metadata":{"name":"POD"},"target":{"kind":"Node","name":"n1"}}
            """)
    void whatDoesNotSayItsNodeIsRefused(String subresource, String body) {
        for (String node : List.of("n1", "n2")) {
            HttpCaller.Answer refused =
                    writeFor(node, "POST", "/api/v1/namespaces/default/pods/POD/" + subresource, body);
            assertThat(refused.status()).as(refused.text()).isEqualTo(403);
            assertThat(refused.text()).contains("the node agent on n1 cannot write pods/" + subresource);
        }
    }

    @Test
    void aPodWithoutANodeAndATokenWithoutOneAreRefused() {
        String nowhere =
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"nowhere\"},\"spec\":{\"containers\":[{\"name\":\"m\",\"image\":\"i\"}]}}";
        assertThat(write(onN1, "POST", PODS, nowhere).text()).contains("this is for no node yet");

        HttpCaller unbound =
                HttpCaller.tls(url(), api.kubectl("create", "token", "-n", "serai-nodes", "serai-node-agent"));
        HttpCaller.Answer refused = write(unbound, "POST", PODS, pod("unbound", "n1"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("a node agent's token has to name its node");
    }

    // Where an hour is two seconds. Times to come stand for those that are less than an hour ago.
    @Test
    void podsOfItsNodeThatFinishedLongAgoAreDeleted() {
        String longAgo = "2026-01-01T00:00:00Z";
        String justNow = "2126-01-01T00:00:00Z";
        finished("kept", "n1", "Succeeded", longAgo, longAgo);
        finished("of-n2", "n2", "Succeeded", longAgo, longAgo);
        finished("changed", "n1", "Succeeded", justNow, longAgo);
        finished("ended", "n1", "Failed", longAgo, justNow);
        finished("running", "n1", "Running", longAgo, longAgo);
        finished("succeeded", "n1", "Succeeded", longAgo, longAgo);
        awaitDeleted("succeeded");
        finished("failed", "n1", "Failed", longAgo, longAgo);
        awaitDeleted("failed");

        for (String name : List.of("kept", "of-n2", "changed", "ended", "running")) {
            assertThat(administrator.get(PODS + "/" + name).status()).as(name).isEqualTo(200);
        }
        assertThat(serai.log()).doesNotContain("was not deleted");
    }

    @Test
    void anImageThatAPodOfItsNodeCannotPullIsToldToAWebhook() {
        for (String node : List.of("n2", "n1")) {
            make(PODS, pod("unpullable-" + node, node));
        }
        await().atMost(SOON).until(() -> names(serai.get(PODS)).contains("unpullable-n1"));
        for (String node : List.of("n2", "n1")) {
            patchStatus("unpullable-" + node, PULL_FAILED);
        }

        await().atMost(SOON).untilAsserted(() -> assertThat(alerts.received()).isNotEmpty());
        assertThat(alerts.received()).singleElement().satisfies(alert -> assertThat(Json.parse(alert.text()))
                .isEqualTo(Json.parse("""
                        {"node":"n1","namespace":"default","pod":"unpullable-n1","images":["example.com/app:1"],
                         "reasons":["ErrImagePull"],"messages":["no \\"such\\" image"]}""")));
    }

    @Test
    void theDaemonSetGivesItsPodsTheirNodeAndKnownSettings() {
        Map<String, String> environment = environmentOn("worker-1.example.com");
        assertThat(environment)
                .containsEntry("SERAI_NODE", "worker-1.example.com")
                // Nobody else reaches the API.
                .doesNotContainKey("CAMEL_SERVER_HOST");
        environment.remove("NODE_NAME");
        assertThat(Settings.of(environment).overrides()).hasSameSizeAs(environment);

        Container container = agentPod().getContainers().get(0);
        assertThat(container.getVolumeMounts())
                .extracting(VolumeMount::getMountPath)
                .contains(environment.get("SERAI_DATA_DIRECTORY"), environment.get("SERAI_ROUTES_DIRECTORY"));
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getResources().getLimits()).containsKey("memory");
        assertThat(List.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe()))
                .allSatisfy(probe ->
                        assertThat(probe.getHttpGet().getPort().getIntVal()).isEqualTo(9876));
        assertThat(agentPod().getEnableServiceLinks()).isFalse();
    }

    @Test
    void itsRoleIsWhatNodeJobsNeed() {
        ClusterRole role = Serialization.unmarshal(
                api.kubectl("get", "clusterrole", "serai-node-agent", "-o", "json"), ClusterRole.class);

        assertThat(role.getRules())
                .extracting(rule -> rule.getResources() + " " + rule.getResourceNames() + " " + rule.getVerbs())
                .containsExactly(
                        "[pods] [] [get, list, watch]",
                        "[pods] [] [create, delete]",
                        "[namespaces] [kube-system] [get]");
    }

    /** Beside the agents: the rights that the gateway has by deploy/components/image-prepull are those that it needs. */
    @Test
    void theGatewayWorksOffAnImagePrepullWithTheRightsOfItsManifests() throws Exception {
        api.kubectl("apply", "-k", "deploy/crd");
        api.kubectl("apply", "-f", "deploy/base/serai.yaml", "-f", "deploy/components/image-prepull/rights.yaml");
        make("/api/v1/nodes", """
                {"apiVersion":"v1","kind":"Node","metadata":{"name":"puller","labels":{"pool":"pull"}},
                 "status":{"conditions":[{"type":"Ready","status":"True","reason":"KubeletReady"}]}}""");
        Path kubeconfig = api.kubeconfigWithToken("gateway", api.kubectl("create", "token", "-n", "serai", "serai"));
        // The Lease is in its own namespace.
        Files.writeString(kubeconfig, Files.readString(kubeconfig).replace("namespace: default", "namespace: serai"));
        try (SeraiProcess gateway = Cluster.serai(kubeconfig)
                .set("SERAI_PREPULL_LEASE", "serai-image-prepull")
                .set("SERAI_PREPULL_MECHANISM", "command")
                .start()
                .awaitReady(Cluster.STARTED)) {
            api.kubectl("wait", "--for=condition=Established", "-f", "deploy/crd/imageprepulls.serai.dev.yaml");
            make("/apis/serai.dev/v1alpha1/namespaces/default/imageprepulls", """
                    {"apiVersion":"serai.dev/v1alpha1","kind":"ImagePrepull","metadata":{"name":"rights"},
                     "spec":{"images":["example.com/app:1"],"nodeSelector":{"matchLabels":{"pool":"pull"}}}}""");
            String pulls = PODS + "?labelSelector=serai.dev/imageprepull%3Drights";
            await().atMost(SOON).until(() -> Json.parse(administrator.get(pulls).text())
                    .at("/items/0/metadata")
                    .has("name"));
            JsonNode pod = Json.parse(administrator.get(pulls).text()).at("/items/0");
            patchStatus(pod.at("/metadata/name").asText(), """
                    {"status":{"phase":"Running","containerStatuses":[{"name":"%s","image":"i","imageID":"","ready":false,
                     "restartCount":0,"state":{"waiting":{"reason":"StartError","message":"no such command"}}}]}}""".formatted(
                            pod.at("/spec/containers/0/name").asText()));

            api.kubectl("wait", "--for=condition=Complete", "--timeout=30s", "imageprepull/rights");
            await().atMost(SOON).until(() -> Json.parse(administrator.get(pulls).text())
                    .path("items")
                    .isEmpty());
            assertThat(audit.of("system:serviceaccount:serai:serai"))
                    .filteredOn(entry -> entry.code() == 403)
                    .isEmpty();
            assertThat(gateway.log()).doesNotContain("forbidden");
        }
    }

    private static HttpCaller.Answer writeFor(String node, String method, String target, String body) {
        String name = "written-" + NUMBER.incrementAndGet() + "-" + node;
        make(PODS, body.contains("Binding") ? pod(name, null) : pod(name, node));
        if (target.contains("-only/")) {
            make(
                    "/api/v1/namespaces",
                    "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"" + node + "-only\"}}");
            make("/api/v1/namespaces/" + node + "-only/pods", pod("one", node));
        }
        UnaryOperator<String> filled = text -> text.replace("NODE", node).replace("POD", name);
        return write(onN1, method, filled.apply(target), filled.apply(body));
    }

    private static HttpCaller.Answer write(HttpCaller caller, String method, String target, String body) {
        String type = method.equals("PATCH") ? "application/strategic-merge-patch+json" : "application/json";
        return caller.ask(method, target, type, body);
    }

    private static void make(String collection, String object) {
        HttpCaller.Answer made = administrator.ask("POST", collection, "application/json", object);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
    }

    /** On a node; null for none. */
    private static String pod(String name, String node) {
        return """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","labels":{"app":"%s"%s}},
                 "spec":{%s"containers":[{"name":"main","image":"example.com/app:1"}]}}""".formatted(
                        name,
                        name.replaceAll("-.*", ""),
                        name.equals("kept") ? ",\"serai.dev/keep\":\"\"" : "",
                        node == null ? "" : "\"nodeName\":\"" + node + "\",");
    }

    private static void finished(String name, String node, String phase, String changed, String ended) {
        make(PODS, pod(name, node));
        patchStatus(name, FINISHED.formatted(phase, changed, ended));
    }

    private static void patchStatus(String name, String status) {
        HttpCaller.Answer patched = write(administrator, "PATCH", PODS + "/" + name + "/status", status);
        assertThat(patched.status()).as(patched.text()).isEqualTo(200);
    }

    private static void awaitDeleted(String name) {
        // There is no kubelet that would end it: it is to be deleted.
        await().atMost(SOON).until(() -> {
            HttpCaller.Answer pod = administrator.get(PODS + "/" + name);
            return pod.status() == 404 || Json.parse(pod.text()).at("/metadata").has("deletionTimestamp");
        });
    }

    private static List<String> names(HttpResponse<String> list) {
        assertThat(list.statusCode()).as(list.body()).isEqualTo(200);
        return StreamSupport.stream(Json.parse(list.body()).path("items").spliterator(), false)
                .map(item -> item.at("/metadata/name").asText())
                .toList();
    }

    private static String url() {
        return api.client().getMasterUrl().toString().replaceAll("/$", "");
    }

    private static DaemonSet daemonSet() {
        return Serialization.unmarshal(
                api.kubectl("get", "daemonset", "-n", "serai-nodes", "serai-node-agent", "-o", "json"),
                DaemonSet.class);
    }

    private static PodSpec agentPod() {
        return agent.getSpec().getTemplate().getSpec();
    }

    /** Makes the pod as the controller of DaemonSets does, which its namespace has to admit, and its token as the kubelet. */
    private static String tokenOfAgentOn(String node) {
        Pod pod = new PodBuilder()
                .withMetadata(agent.getSpec().getTemplate().getMetadata())
                .editMetadata()
                .withName("agent-" + node)
                .endMetadata()
                .withNewSpecLike(agentPod())
                .withNodeName(node)
                .endSpec()
                .build();
        api.client().pods().inNamespace("serai-nodes").resource(pod).create();
        return api.kubectl(
                        "create",
                        "token",
                        "-n",
                        "serai-nodes",
                        "serai-node-agent",
                        "--bound-object-kind=Pod",
                        "--bound-object-name=agent-" + node)
                .strip();
    }

    /** As the kubelet makes it. */
    private static Map<String, String> environmentOn(String node) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (EnvVar variable : agentPod().getContainers().get(0).getEnv()) {
            String value = variable.getValueFrom() == null
                    ? variable.getValue()
                    : Map.of("spec.nodeName", node)
                            .get(variable.getValueFrom().getFieldRef().getFieldPath());
            Matcher named = Pattern.compile("\\$\\((\\w+)\\)").matcher(value);
            environment.put(variable.getName(), named.replaceAll(found -> environment.get(found.group(1))));
        }
        return environment;
    }
}
