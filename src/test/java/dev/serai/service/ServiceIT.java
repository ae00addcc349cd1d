package dev.serai.service;

import static dev.serai.fixture.process.Cluster.PODS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.http.Received;
import dev.serai.fixture.http.Signatures;
import dev.serai.fixture.http.WebhookReceiver;
import dev.serai.fixture.kafka.KafkaBroker;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import dev.serai.fixture.process.ServiceLinks;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole service between a real API server and real sinks. */
class ServiceIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    // Serai looks every ten seconds or so whether its cache is still true. That is not for the reads.
    private static final int MOST_LOOKS = 5;

    private static KubeApi api;
    private static KafkaBroker kafka;
    private static WebhookReceiver hook;
    private static SeraiProcess serai;
    private static Path teamRoutes;

    @BeforeAll
    static void start() throws Exception {
        api = KubeApi.start();
        kafka = KafkaBroker.create();
        hook = new WebhookReceiver();
        serai = Cluster.serai(api.kubeconfig())
                .set("SERAI_EVENTS_KAFKA_BROKERS", kafka.bootstrapServers())
                .set("SERAI_EVENTS_WEBHOOK_URL", hook.url())
                .set("SERAI_EVENTS_WEBHOOK_SECRET", SECRET);
        teamRoutes = Files.createDirectory(Cluster.file(serai, "team"));
        serai.set("SERAI_ROUTES_DIRECTORY", teamRoutes.toString()).start().awaitReady(Cluster.STARTED);
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable part : new AutoCloseable[] {serai, hook, kafka, api}) {
            close(part);
        }
    }

    private static void close(AutoCloseable part) {
        try {
            if (part != null) {
                part.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theRestPathsOfATeamComeAndGoWithTheirFile() throws Exception {
        Path file = teamRoutes.resolve("rest.camel.yaml");
        String text = """
            - rest:
                id: team
                path: /team
                get:
                  - {id: team-hello, path: /hello, to: "direct:hello"}
            - route:
                id: hello
                from:
                  uri: direct:hello
                  steps:
                    - setBody: {constant: hello}
            """;
        Files.writeString(file, text);
        await().atMost(SOON).until(() -> serai.get("/team/hello").statusCode() == 200);
        Files.writeString(file, text.replace("path: /hello", "path: /bye"));
        await().atMost(SOON).until(() -> serai.get("/team/bye").statusCode() == 200);
        assertThat(serai.get("/team/hello").statusCode()).isEqualTo(404);
        Files.delete(file);
        await().atMost(SOON).until(() -> serai.get("/team/bye").statusCode() == 404);
    }

    @Test
    void aTeamsRestRouteThatFailsTellsItsCallerNothingAndTheLogOnce() throws Exception {
        Path file = teamRoutes.resolve("fails.camel.yaml");
        Files.writeString(file, """
            - rest:
                path: /team
                get:
                  - {id: team-fails, path: /fails, to: "direct:fails"}
            - route:
                id: fails
                from:
                  uri: direct:fails
                  steps:
                    - throwException: {exceptionType: java.lang.IllegalStateException, message: "no way to https://me:hush@h/"}
            """);
        await().atMost(SOON).until(() -> serai.get("/team/fails").statusCode() == 500);
        await().until(() -> failures() > 0);
        long before = failures();
        HttpResponse<String> answer = serai.get("/team/fails");
        Files.delete(file);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("Exception", "no way", "hush");
        await().untilAsserted(() -> assertThat(failures()).isEqualTo(before + 1));
        assertThat(serai.log()).doesNotContain("no way", "hush", "a request failed");
    }

    private static long failures() {
        return serai.log()
                .lines()
                .filter(line -> line.contains("IllegalStateException"))
                .count();
    }

    /** Made before its pod, as at every start but the first, the manifest's Service is in the pod's environment. */
    @Test
    void theShippedManifestStartsTwiceAmongItsServices() throws Exception {
        api.kubectl("apply", "-f", "deploy/base/serai.yaml");
        Resource<Deployment> deployment =
                api.client().apps().deployments().inNamespace("serai").withName("serai");
        Path kubeconfig = Cluster.file(serai, "kubeconfig-of-the-manifest");
        Files.writeString(kubeconfig, """
            clusters: [{name: it, cluster: {server: "%s", insecure-skip-tls-verify: true}}]
            users: [{name: it, user: {token: "%s"}}]
            contexts: [{name: it, context: {cluster: it, user: it}}]
            current-context: it
            """.formatted(
                        api.client().getMasterUrl(),
                        api.kubectl("create", "token", "serai", "-n", "serai").strip()));
        try (SeraiProcess shipped = Cluster.serai(kubeconfig)) {
            deployment.get().getSpec().getTemplate().getSpec().getContainers().get(0).getEnv().stream()
                    // On a test's machine nobody else may call it.
                    .filter(variable -> !variable.getName().endsWith("_HOST"))
                    .forEach(variable -> shipped.set(variable.getName(), variable.getValue()));
            for (Service service :
                    api.client().services().inNamespace("serai").list().getItems()) {
                Map<String, Integer> ports = service.getSpec().getPorts().stream()
                        .collect(Collectors.toMap(ServicePort::getName, ServicePort::getPort));
                ServiceLinks.of(service.getMetadata().getName(), ports).forEach(shipped::set);
                ServiceLinks.of(service.getMetadata().getName() + "-management", ports)
                        .forEach(shipped::set);
            }

            shipped.start().awaitReady(Cluster.STARTED);
            assertThat(shipped.terminate()).isIn(0, 143);
            shipped.start().awaitReady(Cluster.STARTED);

            assertThat(shipped.get(PODS).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aPodCreatedWithKubectlIsReadableWithinASecondAndArrivesAtBothSinks() {
        api.kubectlWithInput(Pods.full("created"), "create", "-f", "-");

        await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> serai.get(PODS + "/created").statusCode() == 200);
        JsonNode served = Json.parse(serai.get(PODS + "/created").body());
        assertThat(served).isEqualTo(Json.withoutManagedFields(Cluster.direct(api, PODS + "/created")));

        String id = id(served, "added");
        await().atMost(SOON).untilAsserted(() -> assertThat(kafkaRecord(id)).isNotNull());
        ConsumerRecord<String, byte[]> record = kafkaRecord(id);
        assertThat(record.key()).isEqualTo(uid(served));
        assertThat(header(record, "ce_type")).isEqualTo("dev.serai.resource.added");
        assertThat(header(record, "ce_specversion")).isEqualTo("1.0");
        assertThat(header(record, "ce_subject")).isEqualTo(PODS + "/created");
        assertThat(header(record, "ce_source"))
                .isEqualTo("urn:kubernetes:"
                        + api.kubectl("get", "namespace", "kube-system", "-o", "jsonpath={.metadata.uid}"));
        assertThat(header(record, "content-type")).isEqualTo("application/json");
        assertThat(new String(record.value(), StandardCharsets.UTF_8))
                .contains("example.com/shop:1.2", "PASSWORD")
                .doesNotContain("do-not-tell");

        await().atMost(SOON).untilAsserted(() -> assertThat(delivery(id)).isNotNull());
        Received delivery = delivery(id);
        assertThat(delivery.header("ce-type")).hasValue("dev.serai.resource.added");
        assertThat(delivery.header("ce-subject")).hasValue(PODS + "/created");
        assertThat(delivery.header("webhook-id")).hasValue(id);
        assertThat(Signatures.verify(SECRET, delivery)).isTrue();
    }

    @Test
    void aPodPostedThroughSeraiIsStoredWithEveryFieldThatWasSent() {
        HttpResponse<String> answer = Cluster.post(serai, PODS, Pods.full("posted"));

        assertThat(answer.statusCode()).isEqualTo(201);
        JsonNode stored = Json.parse(api.kubectl("get", "pod", "posted", "-o", "json"));
        assertThat(Json.parse(answer.body()).at("/metadata/uid")).isEqualTo(stored.at("/metadata/uid"));
        assertContains(stored, Json.parse(Pods.full("posted")), "");
    }

    @Test
    void aPodWithAGeneratedNameGetsOne() {
        String pod = Pods.small("x").replace("\"name\":\"x\"", "\"generateName\":\"gen-\"");

        HttpResponse<String> answer = Cluster.post(serai, PODS, pod);

        assertThat(answer.statusCode()).isEqualTo(201);
        String name = Json.parse(answer.body()).at("/metadata/name").asText();
        assertThat(name).startsWith("gen-").hasSizeGreaterThan(4);
        assertThat(api.kubectl("get", "pod", name, "-o", "name").strip()).isEqualTo("pod/" + name);
    }

    @Test
    void queryParametersAndTheUserAgentReachTheApiServer() {
        HttpRequest dryRun = HttpRequest.newBuilder(
                        URI.create(serai.url() + PODS + "?dryRun=All&fieldValidation=Strict"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Pods.small("dry")))
                .build();
        assertThat(serai.send(dryRun).statusCode()).isEqualTo(201);
        assertThat(api.kubectl("get", "pod", "dry", "--ignore-not-found")).isEmpty();

        HttpRequest named = HttpRequest.newBuilder(URI.create(serai.url() + PODS))
                .header("Content-Type", "application/json")
                .header("User-Agent", "checkout/1.0")
                .POST(HttpRequest.BodyPublishers.ofString(Pods.small("managed")))
                .build();
        assertThat(serai.send(named).statusCode()).isEqualTo(201);
        assertThat(api.kubectl("get", "pod", "managed", "-o", "jsonpath={.metadata.managedFields[*].manager}"))
                .isEqualTo("checkout");
    }

    @Test
    void aDeletedPodIsGoneEverywhere() {
        assertThat(Cluster.post(serai, PODS, Pods.small("short-lived")).statusCode())
                .isEqualTo(201);
        await().atMost(SOON).until(() -> serai.get(PODS + "/short-lived").statusCode() == 200);
        JsonNode pod = Json.parse(serai.get(PODS + "/short-lived").body());

        HttpResponse<String> answer = Cluster.delete(serai, PODS + "/short-lived?gracePeriodSeconds=0");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(api.kubectl("get", "pod", "short-lived", "--ignore-not-found"))
                .isEmpty();
        await().atMost(SOON).until(() -> serai.get(PODS + "/short-lived").statusCode() == 404);
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(kafkaRecord(uid(pod) + "-deleted")).isNotNull();
            assertThat(delivery(uid(pod) + "-deleted")).isNotNull();
        });
    }

    @Test
    void listsEqualTheApiServersOwn() {
        api.kubectl("create", "namespace", "lists");
        for (String name : List.of("b", "a", "a-b", "a.b")) {
            api.kubectlWithInput(Pods.small(name), "create", "-n", "lists", "-f", "-");
        }
        api.kubectl("label", "pod", "-n", "lists", "a", "tier=web");
        String pods = "/api/v1/namespaces/lists/pods";
        await().atMost(SOON).until(() -> serai.get(pods + "/a").body().contains("tier"));

        for (String query : List.of("", "?labelSelector=tier", "?labelSelector=app%3Dsmall%2Ctier!%3Dweb")) {
            await().atMost(SOON).untilAsserted(() -> assertThat(
                            items(serai.get(pods + query).body()))
                    .isEqualTo(items(Cluster.direct(api, pods + query))));
            JsonNode served = Json.parse(serai.get(pods + query).body());
            assertThat(served.at("/kind").asText()).isEqualTo("PodList");
            assertThat(served.at("/metadata/resourceVersion").asLong()).isPositive();
        }
        assertThat(names(serai.get("/api/v1/pods").body())).contains("a", "a-b", "a.b", "b");
    }

    @Test
    void theApiServerIsNotAskedWhileAThousandReadsAreAnswered() {
        Cluster.post(serai, PODS, Pods.small("read-often"));
        // Until the cache shows the pod, the API server answers.
        await().atMost(SOON).until(() -> serai.get(PODS + "/read-often")
                .headers()
                .allValues("Cache-Status")
                .contains("serai; hit"));
        long before = podRequests();

        List<Integer> codes = IntStream.range(0, 1_000)
                .mapToObj(i -> serai.get(i % 10 == 0 ? PODS : PODS + "/read-often"))
                .map(HttpResponse::statusCode)
                .distinct()
                .toList();

        assertThat(codes).containsExactly(200);
        assertThat(podRequests()).isBetween(before, before + MOST_LOOKS);
    }

    @Test
    void aMissingPodIsAnsweredAsTheApiServerDoes() {
        HttpResponse<String> answer = serai.get(PODS + "/missing");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(Json.parse(answer.body())).isEqualTo(Json.parse("""
            {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","code":404,
             "message":"pods \\"missing\\" not found","reason":"NotFound",
             "details":{"name":"missing","kind":"pods"}}\
            """));
    }

    @Test
    void anInvalidPodGetsTheApiServersOwn422() {
        String invalid = """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"Not_Valid"},"spec":{"containers":[]}}\
            """;

        HttpResponse<String> answer = Cluster.post(serai, PODS, invalid);

        assertThat(answer.statusCode()).isEqualTo(422);
        JsonNode status = Json.parse(answer.body());
        assertThat(status.at("/reason").asText()).isEqualTo("Invalid");
        assertThat(status.at("/details/causes")).hasSizeGreaterThan(1);
        assertThat(status.at("/message").asText()).contains("spec.containers: Required value");
    }

    @Test
    void writesThatAreTooFastAreRefusedWithRetryAfter() {
        try (var throttled = Cluster.serai(api.kubeconfig()).set("SERAI_WRITES_PER_SECOND", "5")) {
            throttled.start().awaitReady(Cluster.STARTED);
            assertThrottled(throttled);
        }
    }

    private static void assertThrottled(SeraiProcess throttled) {
        // Each of them is invalid, so that the flood leaves nothing behind; refused or not, it costs a permit.
        List<HttpResponse<String>> answers = IntStream.range(0, 40)
                .parallel()
                .mapToObj(i -> Cluster.post(throttled, PODS, "{}"))
                .toList();

        List<HttpResponse<String>> refused =
                answers.stream().filter(answer -> answer.statusCode() == 429).toList();
        assertThat(refused).isNotEmpty().allSatisfy(answer -> {
            assertThat(answer.headers().firstValue("retry-after")).hasValue("1");
            assertThat(Json.parse(answer.body()).at("/reason").asText()).isEqualTo("TooManyRequests");
            assertThat(Json.parse(answer.body()).at("/kind").asText()).isEqualTo("Status");
        });
        assertThat(answers).extracting(HttpResponse::statusCode).contains(422);
        assertThat(throttled.get(PODS).statusCode()).isEqualTo(200);
        await().atMost(SOON).until(() -> Cluster.post(throttled, PODS, "{}").statusCode() == 422);
    }

    @Test
    void aQueryParameterCannotChangeWhatIsReadOrWritten() {
        api.kubectl("create", "namespace", "other");
        api.kubectlWithInput(Pods.small("only-other"), "create", "-n", "other", "-f", "-");
        await().atMost(SOON)
                .until(() ->
                        serai.get("/api/v1/namespaces/other/pods/only-other").statusCode() == 200);

        assertThat(serai.get(PODS + "/only-other?namespace=other&resource=pods").statusCode())
                .isEqualTo(404);
        assertThat(names(serai.get(PODS + "?namespace=other").body())).doesNotContain("only-other");
        HttpResponse<String> written = Cluster.post(serai, PODS + "?namespace=other", Pods.small("stays"));
        assertThat(Json.parse(written.body()).at("/metadata/namespace").asText())
                .isEqualTo("default");
        HttpResponse<String> header = serai.send(HttpRequest.newBuilder(URI.create(serai.url() + PODS + "/only-other"))
                .header("namespace", "other")
                .header("CamelKubernetesNamespaceName", "other")
                .header("CamelHttpPath", "/api/v1/namespaces/other/pods/only-other")
                .build());
        assertThat(header.statusCode()).isEqualTo(404);
    }

    @Test
    void nothingOfTheRequestIsEchoedAndNoAnswerTellsWhatIsBehind() {
        List<HttpResponse<String>> answers = List.of(
                withHeader("GET", PODS, ""),
                withHeader("GET", PODS + "/missing", ""),
                withHeader("GET", "/nowhere", ""),
                withHeader("GET", PODS + "?labelSelector=a%3Db%3Dc", ""),
                withHeader("PUT", PODS, "{}"),
                withHeader("POST", PODS, "{\"broken"),
                withHeader("POST", PODS, Pods.small("echo")),
                withHeader("POST", "/api/v1/namespaces/missing/pods", Pods.small("echo")),
                withHeader("DELETE", PODS + "/missing", ""));

        assertThat(answers)
                .extracting(HttpResponse::statusCode)
                .containsExactly(200, 404, 404, 400, 405, 400, 201, 404, 404);
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.headers().firstValue("x-foo")).isEmpty();
            assertThat(answer.headers().firstValue("authorization")).isEmpty();
            assertThat(answer.body())
                    .doesNotContain(
                            "\tat ", "Exception", "127.0.0.1:" + api.link().port(), "https://127", "marker");
            assertThat(Json.parse(answer.body()).has("kind")).isTrue();
        });
    }

    @Test
    void aTooLargeBodyAndAForeignTypeAreRefusedWithAStatus() {
        HttpResponse<String> large = Cluster.post(serai, PODS, "\"" + "x".repeat(4 << 20) + "\"");
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(Json.parse(large.body()).at("/reason").asText()).isEqualTo("RequestEntityTooLarge");

        HttpResponse<String> form = serai.send(HttpRequest.newBuilder(URI.create(serai.url() + PODS))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("a=b"))
                .build());
        assertThat(form.statusCode()).isEqualTo(415);
        assertThat(Json.parse(form.body()).at("/reason").asText()).isEqualTo("UnsupportedMediaType");
    }

    @Test
    void aTeamsFiveLineRouteIsPickedUpWhileSeraiRuns() throws Exception {
        Path out = Cluster.file(serai, "team-out");
        Files.writeString(teamRoutes.resolve("restarts.camel.yaml"), """
            - route:
                id: pods-to-a-file
                from:
                  uri: kube-watch:pods
                  steps: [ { to: "file:%s?fileName=${header.CamelCloudEventID}" } ]
            """.formatted(out));

        Cluster.post(serai, PODS, Pods.small("for-the-team"));

        await().atMost(SOON).until(() -> serai.get(PODS + "/for-the-team").statusCode() == 200);
        JsonNode pod = Json.parse(serai.get(PODS + "/for-the-team").body());
        await().atMost(SOON).until(() -> Files.exists(out.resolve(id(pod, "added"))));
    }

    @Test
    void aSecondProcessOnTheSameDataIsRefused() {
        try (var second = Cluster.serai(api.kubeconfig())) {
            second.shareDataOf(serai).start();

            assertThat(second.awaitExit(Duration.ofSeconds(30))).isEqualTo(1);
            assertThat(second.log())
                    .contains("serai.data.directory '%s' is in use by another Serai".formatted(serai.dataDirectory()));
        }
    }

    private static HttpResponse<String> withHeader(String method, String path, String body) {
        return serai.send(HttpRequest.newBuilder(URI.create(serai.url() + path))
                .header("X-Foo", "marker")
                .header("Authorization", "Bearer marker")
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static void assertContains(JsonNode actual, JsonNode expected, String path) {
        if (expected instanceof ObjectNode object) {
            object.properties()
                    .forEach(field ->
                            assertContains(actual.path(field.getKey()), field.getValue(), path + "/" + field.getKey()));
        } else if (expected.isArray() && expected.path(0).isObject()) {
            for (int i = 0; i < expected.size(); i++) {
                assertContains(actual.path(i), expected.get(i), path + "/" + i);
            }
        } else {
            assertThat(actual).as(path).isEqualTo(expected);
        }
    }

    // WATCH counts when it ends, and Serai's own watch does not end meanwhile.
    private static long podRequests() {
        var requests = Pattern.compile("(?m)^apiserver_request_total\\{.*resource=\"pods\".*} ([0-9.e+]+)$")
                .matcher(Cluster.direct(api, "/metrics"));
        return requests.results()
                .mapToLong(found -> (long) Double.parseDouble(found.group(1)))
                .sum();
    }

    private static ConsumerRecord<String, byte[]> kafkaRecord(String id) {
        return kafka.records("serai.events").stream()
                .filter(record -> id.equals(header(record, "ce_id")))
                .findFirst()
                .orElse(null);
    }

    private static Received delivery(String id) {
        return hook.received().stream()
                .filter(received -> received.header("ce-id").filter(id::equals).isPresent())
                .findFirst()
                .orElse(null);
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static String uid(JsonNode pod) {
        return pod.at("/metadata/uid").asText();
    }

    private static String id(JsonNode pod, String type) {
        return uid(pod) + "-" + pod.at("/metadata/resourceVersion").asText() + "-" + type;
    }

    private static JsonNode items(String list) {
        return Json.withoutManagedFields(list).path("items");
    }

    private static List<String> names(String list) {
        return Json.parse(list).findValuesAsText("name");
    }
}
