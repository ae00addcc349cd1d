package dev.serai.rest.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.differential.Twins;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.api.Widgets;
import dev.serai.fixture.http.HttpCaller;
import dev.serai.fixture.http.HttpCaller.Answer;
import dev.serai.fixture.process.Closing;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every verb, subresource and form of a write gets through Serai the API server's own answer, and does what it says. */
@Timeout(120)
class WriteFormsIT {

    private static final String JSON = "application/json";
    private static final String MERGE = "application/merge-patch+json";
    private static final String STRATEGIC = "application/strategic-merge-patch+json";
    private static final String JSON_PATCH = "application/json-patch+json";
    private static final String APPLY = "application/apply-patch+yaml";
    private static final String PODS = "/api/v1/namespaces/{ns}/pods";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/{ns}/deployments";
    private static final String WIDGETS = "/apis/example.com/v1/namespaces/{ns}/widgets";
    private static final String CONFIG_MAPS = "/api/v1/namespaces/{ns}/configmaps";

    private static KubeApi kube;
    private static SeraiProcess serai;
    private static HttpCaller api;

    private Twins twins;

    @BeforeAll
    static void start() {
        kube = KubeApi.start();
        Widgets.define(kube);
        serai = Cluster.serai(kube.kubeconfig())
                .set("SERAI_WRITES_PER_SECOND", "100000")
                .set("SERAI_WRITES_PER_CALLER_PER_SECOND", "100000")
                .start()
                .awaitReady(Cluster.STARTED);
        api = Cluster.administrator(kube);
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable part : new AutoCloseable[] {serai, kube}) {
            Closing.close(part);
        }
    }

    @BeforeEach
    void twoNamespaces() {
        twins = new Twins(api, HttpCaller.plain(serai.url()));
    }

    @Test
    void whatIsReplacedIsReplacedWhole() {
        expect(201, "POST", PODS, JSON, Pods.full("pod"));
        String changed = Pods.full("pod").replace("shop:1.2", "shop:2").replace("\"tier\":\"web\"", "\"tier\":\"\"");
        expect(200, "PUT", PODS + "/pod", JSON, changed);
        assertThat(twins.asProtobuf("PUT", PODS + "/pod", changed.replace("checkout", "returns"))
                        .status())
                .isEqualTo(200);

        expect(201, "POST", DEPLOYMENTS, JSON, DEPLOYMENT);
        expect(200, "PUT", DEPLOYMENTS + "/web", "application/yaml", """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, annotations: {octal: "0123", "yes": "no"}}
                spec:
                  replicas: 3
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: main, image: "example.com/web:2"}]}
                """);
        expect(400, "PUT", DEPLOYMENTS + "/web/scale", JSON, SCALE.formatted("other", 2));
        expect(404, "PUT", PODS + "/missing", JSON, Pods.small("missing"));
        stored(PODS, DEPLOYMENTS);
    }

    @Test
    void everyKindOfPatchIsApplied() {
        expect(201, "POST", PODS, JSON, Pods.full("pod"));
        expect(200, "PATCH", PODS + "/pod", MERGE, "{\"metadata\":{\"labels\":{\"tier\":null,\"a\":\"b\"}}}");
        expect(200, "PATCH", PODS + "/pod", STRATEGIC, """
                {"metadata":{"$deleteFromPrimitiveList/finalizers":["example.com/keep"]},
                 "spec":{"containers":[{"name":"main","image":"example.com/shop:3"}],
                  "$setElementOrder/containers":[{"name":"main"}]}}""");
        expect(200, "PATCH", PODS + "/pod", JSON_PATCH, """
                [{"op":"test","path":"/metadata/name","value":"pod"},
                 {"op":"add","path":"/metadata/annotations/example.com~1slash","value":"~0 ünïcode"}]""");
        expect(422, "PATCH", PODS + "/pod", JSON_PATCH, """
                [{"op":"test","path":"/metadata/name","value":"other"}]""");
        expect(400, "PATCH", PODS + "/pod", JSON_PATCH, "{}");

        expect(201, "POST", WIDGETS, JSON, Widgets.named("red", 3));
        expect(200, "PATCH", WIDGETS + "/red", MERGE, "{\"spec\":{\"size\":9007199254740993,\"colour\":null}}");
        expect(200, "PATCH", WIDGETS + "/red", JSON_PATCH, """
                [{"op":"replace","path":"/spec/parts/0","value":"screw"}]""");
        expect(415, "PATCH", WIDGETS + "/red", STRATEGIC, "{}");
        stored(PODS, WIDGETS);
    }

    @Test
    void applyingTellsOfConflictsAndTakesOverByForce() {
        String apply = "{apiVersion: v1, kind: ConfigMap, metadata: {name: applied}, data: {key: %s}}";
        expect(201, "PATCH", CONFIG_MAPS + "/applied?fieldManager=one", APPLY, apply.formatted("one"));
        Answer conflict =
                expect(409, "PATCH", CONFIG_MAPS + "/applied?fieldManager=two", APPLY, apply.formatted("two"));
        assertThat(conflict.text()).contains("conflict with \\\"one\\\"");
        expect(200, "PATCH", CONFIG_MAPS + "/applied?fieldManager=two&force=true", APPLY, apply.formatted("two"));
        expect(422, "PATCH", CONFIG_MAPS + "/applied", APPLY, apply.formatted("three"));
        expect(201, "PATCH", WIDGETS + "/blue?fieldManager=one", APPLY, Widgets.named("blue", 5));
        stored(CONFIG_MAPS, WIDGETS);
    }

    @Test
    void oddValuesArriveAsTheyAre() {
        expect(201, "POST", CONFIG_MAPS, JSON, """
                {"apiVersion":"v1","kind":"ConfigMap","immutable":null,"metadata":{"name":"odd","labels":{},
                 "annotations":{"big":"9007199254740993","empty":"","text":"\\u0000\\u2028 \\ud83d\\udea2 日本\\ttab"}},
                 "data":{"lines":"one\\r\\ntwo\\n","yes":"yes","n":"1e3"},"binaryData":{"bytes":"AP8="}}""");
        expect(201, "POST", WIDGETS, JSON, """
                {"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"odd"},
                 "spec":{"size":9223372036854775807,"colour":"\\u2028\\"\\\\","parts":[],"built":null},
                 "status":{"dropped":true}}""");
        expect(200, "PATCH", WIDGETS + "/odd/status", MERGE, """
                {"status":{"exact":1.10,"tiny":1e-7,"negative":-9223372036854775808,"nothing":null,"empty":{},
                 "deep":[[],[{}],[[null]]],"ünï":"ü"}}""");
        stored(CONFIG_MAPS, WIDGETS);
    }

    @Test
    void fieldsNobodyKnowsAreWarnedAboutOrRefusedAsTheCallerWants() {
        String pod = Pods.small("known").replace("\"spec\":{", "\"spec\":{\"foo\":1,\"priority\":0,\"priority\":0,");
        Answer warned = expect(201, "POST", PODS + "?fieldValidation=Warn", JSON, pod);
        assertThat(warned.all("warning")).hasSize(2).anyMatch(warning -> warning.contains("spec.foo"));
        Answer refused = expect(400, "POST", PODS + "?fieldValidation=Strict", JSON, pod);
        assertThat(refused.text()).contains("strict decoding error");
        expect(201, "POST", PODS + "?fieldValidation=Ignore", JSON, pod.replace("known", "ignored"));
        expect(422, "POST", PODS + "?fieldValidation=Nonsense", JSON, pod.replace("known", "nonsense"));
        Answer widget = expect(
                201,
                "POST",
                WIDGETS + "?fieldValidation=Warn",
                JSON,
                Widgets.named("warned", 1).replace("\"spec\":{", "\"spec\":{\"foo\":1,"));
        assertThat(widget.all("warning")).hasSize(1);
        stored(PODS, WIDGETS);
    }

    @Test
    void subresourcesTakeWhatTheyTake() {
        expect(201, "POST", DEPLOYMENTS, JSON, DEPLOYMENT);
        expect(200, "PATCH", DEPLOYMENTS + "/web/scale", MERGE, "{\"spec\":{\"replicas\":7}}");
        expect(200, "PUT", DEPLOYMENTS + "/web/scale", JSON, SCALE.formatted("web", 2));
        expect(200, "PATCH", DEPLOYMENTS + "/web/status", MERGE, "{\"status\":{\"replicas\":2}}");
        for (String name : List.of("bound", "bound-too", "evicted")) {
            expect(201, "POST", PODS, JSON, Pods.small(name));
        }
        expect(201, "POST", PODS, JSON, Pods.full("resized"));
        String binding = "{\"metadata\":{\"name\":\"%s\"},\"target\":{\"kind\":\"Node\",\"name\":\"node-1\"}}";
        expect(201, "POST", PODS + "/bound/binding", JSON, binding.formatted("bound"));
        expect(201, "POST", "/api/v1/namespaces/{ns}/bindings", JSON, binding.formatted("bound-too"));
        expect(409, "POST", PODS + "/bound/binding", JSON, binding.formatted("bound"));
        expect(201, "POST", PODS + "/evicted/eviction", JSON, EVICTION);
        expect(404, "POST", PODS + "/evicted/eviction", JSON, EVICTION);
        expect(200, "PATCH", PODS + "/resized/resize", STRATEGIC, """
                {"spec":{"containers":[{"name":"main","resources":{"limits":{"cpu":"1"}}}]}}""");
        expect(404, "POST", PODS + "/bound/nosuch", JSON, "{}");
        stored(PODS, DEPLOYMENTS);
    }

    @Test
    void anEvictionThatADisruptionBudgetForbidsIsRefusedAsTheApiServerRefusesIt() {
        expect(201, "POST", PODS, JSON, Pods.small("guarded"));
        expect(200, "PATCH", PODS + "/guarded/status", MERGE, """
                {"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}""");
        expect(201, "POST", "/apis/policy/v1/namespaces/{ns}/poddisruptionbudgets", JSON, """
                {"metadata":{"name":"guard"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"small"}}}}""");
        Answer refused = expect(429, "POST", PODS + "/guarded/eviction", JSON, EVICTION.replace("evicted", "guarded"));
        assertThat(refused.text()).contains("disruption budget");
        stored(PODS);
    }

    @Test
    void deletesTakeTheirOptionsFromQueryAndBody() {
        for (String name : List.of("a", "b", "c", "d")) {
            expect(201, "POST", PODS, JSON, Pods.small(name));
        }
        expect(
                409,
                "DELETE",
                PODS + "/a",
                JSON,
                "{\"preconditions\":{\"uid\":\"6f1d1a52-6d2c-4b57-a1f4-0d9d8d1c8a11\"}}");
        expect(200, "DELETE", PODS + "/a?dryRun=All", null, null);
        expect(200, "DELETE", PODS + "/a?gracePeriodSeconds=0", null, null);
        expect(404, "DELETE", PODS + "/a", null, null);
        expect(200, "DELETE", PODS + "/b", JSON, "{\"gracePeriodSeconds\":0,\"propagationPolicy\":\"Background\"}");
        expect(422, "DELETE", PODS + "/c?propagationPolicy=Nonsense", null, null);
        expect(201, "POST", DEPLOYMENTS, JSON, DEPLOYMENT);
        expect(200, "DELETE", DEPLOYMENTS + "/web?propagationPolicy=Foreground", null, null);
        expect(201, "POST", WIDGETS, JSON, Widgets.named("red", 3));
        expect(200, "DELETE", WIDGETS + "/red", "application/yaml", "{propagationPolicy: Orphan}");
        assertThat(stored(PODS)).containsOnlyKeys("c", "d");
        stored(DEPLOYMENTS, WIDGETS);
    }

    @Test
    void aCollectionIsDeletedAsFarAsItIsSelected() {
        for (String name : List.of("red", "blue", "green")) {
            expect(201, "POST", WIDGETS, JSON, Widgets.named(name, 1));
            expect(201, "POST", PODS, JSON, Pods.small(name).replace("\"small\"", "\"" + name + "\""));
        }
        expect(200, "DELETE", PODS + "?labelSelector=app%20in%20(red,blue)&gracePeriodSeconds=0", null, null);
        expect(200, "DELETE", WIDGETS + "?fieldSelector=metadata.name%3Dred", JSON, "{\"dryRun\":[\"All\"]}");
        expect(200, "DELETE", WIDGETS + "?fieldSelector=metadata.name%3Dred", null, null);
        expect(400, "DELETE", PODS + "?labelSelector=a%3Db%3Dc", null, null);
        assertThat(stored(PODS)).containsOnlyKeys("green");
        assertThat(stored(WIDGETS)).containsOnlyKeys("blue", "green");
    }

    @Test
    void whatHasNoNamespaceIsWrittenToo() {
        String role = "{\"apiVersion\":\"rbac.authorization.k8s.io/v1\",\"kind\":\"ClusterRole\","
                + "\"metadata\":{\"name\":\"role-of-{ns}\"},\"rules\":[]}";
        String roles = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
        expect(201, "POST", roles, JSON, role);
        expect(200, "PATCH", roles + "/role-of-{ns}", MERGE, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
        expect(200, "DELETE", roles + "/role-of-{ns}", null, null);
        expect(201, "POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", JSON, """
                {"spec":{"user":"nobody","resourceAttributes":{"namespace":"{ns}","verb":"get","resource":"pods"}}}""");
        expect(201, "POST", "/api/v1/namespaces", JSON, "{\"metadata\":{\"name\":\"more-{ns}\"}}");
        expect(200, "PATCH", "/api/v1/namespaces/more-{ns}", MERGE, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
        expect(405, "DELETE", "/api/v1/namespaces", null, null);
    }

    @Test
    void theCallerGetsTheFormItWants() {
        for (String accept : List.of(
                "application/yaml",
                "application/vnd.kubernetes.protobuf",
                "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
                "application/json;as=Table;v=v1;g=meta.k8s.io",
                "text/html, */*")) {
            byte[] pod = Pods.small("dry").getBytes(StandardCharsets.UTF_8);
            var headers = Map.of("Content-Type", JSON, "Accept", accept);
            assertThat(twins.ask("POST", PODS + "?dryRun=All", headers, pod).status())
                    .as(accept)
                    .isEqualTo(201);
        }
        byte[] pod = Pods.small("dry").getBytes(StandardCharsets.UTF_8);
        var image = Map.of("Content-Type", JSON, "Accept", "image/png");
        assertThat(twins.ask("POST", PODS + "?dryRun=All", image, pod).status()).isEqualTo(406);
    }

    @Test
    void whoeverWritesIsTheFieldManager() {
        var curl = Map.of("Content-Type", JSON, "User-Agent", "checkout/1.0 (linux)");
        twins.ask("POST", PODS, curl, Pods.small("by-agent").getBytes(StandardCharsets.UTF_8));
        expect(201, "POST", PODS + "?fieldManager=named", JSON, Pods.small("by-name"));
        assertThat(stored(PODS).toString()).contains("\"manager\":\"checkout\"", "\"manager\":\"named\"");
    }

    private Answer expect(int status, String method, String target, String type, String body) {
        Answer own = twins.ask(method, target, type, body);
        assertThat(own.status()).as("%s %s: %s", method, target, own.text()).isEqualTo(status);
        return own;
    }

    private Map<String, ?> stored(String... collections) {
        Map<String, ?> last = Map.of();
        for (String collection : collections) {
            last = twins.storedAlike(collection);
        }
        return last;
    }

    private static final String DEPLOYMENT = """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","labels":{"app":"web"}},
             "spec":{"selector":{"matchLabels":{"app":"web"}},
              "template":{"metadata":{"labels":{"app":"web"}},
               "spec":{"containers":[{"name":"main","image":"example.com/web:1"}]}}}}""";
    private static final String SCALE = """
            {"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"name":"%s"},"spec":{"replicas":%d}}""";
    private static final String EVICTION = """
            {"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"evicted"},
             "deleteOptions":{"gracePeriodSeconds":0}}""";
}
