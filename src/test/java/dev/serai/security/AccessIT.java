package dev.serai.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.http.HttpCaller;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.http.RawAnswer;
import dev.serai.fixture.http.RawHttp;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.ProcessUsage;
import dev.serai.fixture.process.SeraiProcess;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nobody gets through Serai what the API server itself would not give them. */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AccessIT {

    private static final String CHARACTERS = "abcXYZ019-._~!$'()*+,;:@%\"<>[]{}|^`\\é";
    private static final int FUZZED = 2_000;
    private static final int MANY = 1_000;
    private static final long GROWTH_BYTES = 24L * 1024 * 1024;
    private static final int GROWTH_THREADS = 20;
    private static final Duration KEPT = Duration.ofSeconds(2);
    private static final String CONFIG_MAP =
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"new\"}}";
    private static final String RIGHTS = """
            apiVersion: v1
            kind: List
            items:
            - { apiVersion: v1, kind: Namespace, metadata: { name: a } }
            - { apiVersion: v1, kind: Namespace, metadata: { name: b } }
            - apiVersion: rbac.authorization.k8s.io/v1
              kind: Role
              metadata: { name: named, namespace: a }
              rules: [{ apiGroups: [""], resources: [pods], resourceNames: [one], verbs: [get, list, watch] }]
            - apiVersion: rbac.authorization.k8s.io/v1
              kind: Role
              metadata: { name: logs, namespace: a }
              rules: [{ apiGroups: [""], resources: [pods/log, pods/status, pods/eviction], verbs: [get, create] }]
            - apiVersion: rbac.authorization.k8s.io/v1
              kind: ClusterRole
              metadata: { name: viewers }
              rules: [{ apiGroups: [""], resources: [pods, pods/log, pods/status, configmaps, serviceaccounts], verbs: [get, list, watch] }]
            - apiVersion: rbac.authorization.k8s.io/v1
              kind: ClusterRole
              metadata: { name: editors }
              rules: [{ apiGroups: [""], resources: [pods, configmaps], verbs: [get, list, watch, create, update, patch, delete, deletecollection] }]
            - apiVersion: rbac.authorization.k8s.io/v1
              kind: ClusterRole
              metadata: { name: impersonator }
              rules:
              - { apiGroups: [""], resources: [serviceaccounts], verbs: [impersonate] }
            """;

    @TempDir
    private static Path directory;

    private static KubeApi api;
    private static SeraiProcess serai;
    // For it an answer holds longer than all these tests take.
    private static SeraiProcess patient;
    private static String direct;
    private static final Map<String, String> TOKENS = new LinkedHashMap<>();

    private record Cell(String method, String target, String body) {}

    @BeforeAll
    static void start() throws IOException {
        Path policy = directory.resolve("audit.yaml");
        Files.writeString(policy, """
                {"apiVersion":"audit.k8s.io/v1","kind":"Policy","omitStages":["RequestReceived"],"rules":[{"level":"Metadata"}]}
                """);
        api = KubeApi.start(
                "--audit-policy-file=" + policy, "--audit-log-path=" + auditLog(), "--audit-log-mode=blocking-strict");
        api.kubectlWithInput(RIGHTS, "apply", "-f", "-");
        for (String namespace : List.of("a", "b")) {
            for (String name : List.of("one", "two")) {
                api.kubectlWithInput(Pods.small(name), "create", "-n", namespace, "-f", "-");
            }
            api.kubectl("create", "configmap", "one", "-n", namespace);
        }
        for (String name : List.of("nobody", "viewer", "editor", "named", "logs", "reader", "impersonator", "owner")) {
            TOKENS.put(name, api.token(name));
        }
        bind("viewer", "rolebinding", "--clusterrole=viewers", "-n", "a");
        bind("editor", "rolebinding", "--clusterrole=editors", "-n", "b");
        bind("named", "rolebinding", "--role=named", "-n", "a");
        bind("logs", "rolebinding", "--role=logs", "-n", "a");
        bind("reader", "clusterrolebinding", "--clusterrole=viewers");
        bind("impersonator", "clusterrolebinding", "--clusterrole=impersonator");
        bind("owner", "clusterrolebinding", "--clusterrole=cluster-admin");
        TOKENS.put("stranger", "not.a.token");
        String url = api.client().getMasterUrl().toString();
        direct = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        // With the rights that are shipped, and no others.
        SeraiRights.grant(api);
        serai = Cluster.serai(api.kubeconfigFor("serai"))
                .set("SERAI_AUTH_MODE", "tokenreview")
                .set("CAMEL_MANAGEMENT_HOST", "0.0.0.0")
                .set("SERAI_AUTH_CACHE_SECONDS", Long.toString(KEPT.toSeconds()))
                .start();
        patient = Cluster.serai(api.kubeconfigFor("serai"))
                .set("SERAI_AUTH_MODE", "tokenreview")
                .set("SERAI_AUTH_CACHE_SECONDS", "3600")
                .start();
        serai.awaitReady(Cluster.STARTED);
        patient.awaitReady(Cluster.STARTED);
    }

    @AfterAll
    static void stop() {
        serai.close();
        patient.close();
        api.close();
    }

    /** What the API server answers, Serai answers: for each caller, verb, resource and namespace. */
    @Test
    @Order(1)
    void nobodyGetsMoreThanFromTheApiServer() {
        int cells = 0;
        List<String> differences = new ArrayList<>();
        for (Map.Entry<String, String> who : TOKENS.entrySet()) {
            HttpCaller through = HttpCaller.plain(serai.url(), who.getValue());
            HttpCaller itself = HttpCaller.tlsHttp1(direct, who.getValue());
            for (Cell cell : cells()) {
                cells++;
                List<Object> expected = answer(itself, cell);
                List<Object> actual = answer(through, cell);
                if (!actual.equals(expected)) {
                    differences.add("%s: %s %s%n  API server %s%n  Serai      %s"
                            .formatted(who.getKey(), cell.method(), cell.target(), expected, actual));
                }
            }
        }
        assertThat(differences).isEmpty();
        assertThat(cells).isGreaterThan(300);
    }

    @Test
    @Order(2)
    void whoHasNoTokenGetsNothingOnAnyPath() {
        HttpCaller anyone = HttpCaller.plain(serai.url());
        for (String path :
                List.of("/api/v1/pods", "/version", "/api", "/facade/openapi.json", "/nothing", "//api/v1/pods")) {
            HttpCaller.Answer answer = anyone.get(path);

            assertThat(answer.status()).as(path).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).contains("Bearer");
            assertThat(Json.parse(answer.text()).path("reason").asText()).isEqualTo("Unauthorized");
        }
        assertThat(anyone.ask("POST", "/api/v1/namespaces/b/configmaps", "application/json", CONFIG_MAP)
                        .status())
                .isEqualTo(401);
    }

    /** With the caller's rights, name and groups. */
    @Test
    @Order(3)
    void theApiServersAuditNamesTheCaller() throws IOException {
        HttpCaller editor = HttpCaller.plain(serai.url(), TOKENS.get("editor"));
        HttpCaller.Answer written = editor.ask(
                "POST", "/api/v1/namespaces/b/configmaps?fieldManager=written", "application/json", CONFIG_MAP);
        assertThat(written.status()).as(written.text()).isEqualTo(201);
        assertThat(editor.get("/api/v1/namespaces/b/configmaps?limit=77").status())
                .isEqualTo(200);

        for (String mark : List.of("fieldManager=written", "limit=77")) {
            String line = Files.readAllLines(auditLog()).stream()
                    .filter(each -> each.contains(mark))
                    .findFirst()
                    .orElseThrow();
            assertThat(Json.parse(line).at("/impersonatedUser/username").asText())
                    .isEqualTo("system:serviceaccount:default:editor");
            assertThat(Json.parse(line).at("/impersonatedUser/groups").toString())
                    .contains("system:serviceaccounts:default", "system:authenticated");
        }
    }

    @Test
    @Order(4)
    void whoMayImpersonateIsServedAsTheOther() {
        Map<String, String> asEditor = Map.of("Impersonate-User", "system:serviceaccount:default:editor");
        HttpCaller impersonator = HttpCaller.plain(serai.url(), TOKENS.get("impersonator"));

        assertThat(impersonator
                        .ask("GET", "/api/v1/namespaces/b/pods", asEditor, null)
                        .status())
                .isEqualTo(200);
        assertThat(impersonator.get("/api/v1/namespaces/b/pods").status()).isEqualTo(403);
        HttpCaller.Answer refused = HttpCaller.plain(serai.url(), TOKENS.get("viewer"))
                .ask("GET", "/api/v1/namespaces/b/pods", asEditor, null);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("cannot impersonate resource");
    }

    @Test
    @Order(5)
    void aRoleThatIsTakenAwayEndsReadsAndWatches() throws IOException {
        String token = api.token("leaver");
        bind("leaver", "rolebinding", "--clusterrole=viewers", "-n", "a");
        HttpCaller leaver = HttpCaller.plain(serai.url(), token);
        await().atMost(KEPT.multipliedBy(5))
                .until(() -> leaver.get("/api/v1/namespaces/a/pods").status() == 200);
        URI url = URI.create(serai.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout((int) KEPT.multipliedBy(10).toMillis());
            socket.getOutputStream()
                    .write(
                            ("GET /api/v1/namespaces/a/pods?watch=true&resourceVersion=0 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
                                            .formatted(token))
                                    .getBytes(StandardCharsets.US_ASCII));
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(lines.readLine()).contains("200");

            api.kubectl("delete", "rolebinding", "leaver", "-n", "a");

            String last = lines.lines()
                    .filter(line -> line.contains("\"ERROR\""))
                    .findFirst()
                    .orElseThrow();
            JsonNode status = Json.parse(last).path("object");
            assertThat(status.path("code").asInt()).isEqualTo(403);
            assertThat(status.path("message").asText()).contains("cannot watch resource \"pods\"");
        }
        await().atMost(KEPT.multipliedBy(5))
                .until(() -> leaver.get("/api/v1/namespaces/a/pods").status() == 403);
    }

    @Test
    @Order(6)
    void noRouteLearnsOfAUserFromARequest() {
        HttpCaller.Answer answer = HttpCaller.plain(serai.url(), TOKENS.get("nobody"))
                .ask(
                        "GET",
                        "/api/v1/namespaces/a/pods",
                        Map.of("X-Remote-User", "admin", "CamelSeraiUser", "admin"),
                        null);

        assertThat(answer.status()).isEqualTo(403);
    }

    /** Same name, other kind: neither answers for the other, and a Secret is never the cache's. */
    @Test
    @Order(6)
    void objectsOfOneNameNeverAnswerForOneAnother() {
        api.kubectl("create", "secret", "generic", "one", "--from-literal=k=hidden", "-n", "a");
        String below = "/api/v1/namespaces/a/";
        HttpCaller administrator = HttpCaller.plain(serai.url(), TOKENS.get("owner"));
        for (String resource : List.of("pods", "configmaps", "secrets", "serviceaccounts")) {
            HttpCaller.Answer answer = administrator.get(below + resource + "/one");
            if (resource.equals("serviceaccounts")) {
                assertThat(answer.status()).isEqualTo(404);
                continue;
            }
            assertThat(answer.status()).isEqualTo(200);
            assertThat(Json.parse(answer.text()).path("kind").asText() + "s").isEqualToIgnoringCase(resource);
            assertThat(answer.header("Cache-Status").orElse(""))
                    .startsWith(resource.equals("pods") ? "serai; hit" : "serai; fwd");
        }
        // Who may read pods of that name gets no Secret by another spelling of its path.
        for (String path : List.of(
                below + "pods/one/../../secrets/one",
                below + "pods/..%2Fsecrets/one",
                below + "pods%2F..%2Fsecrets/one",
                "/api/v1//namespaces/a/secrets/one",
                "/API/v1/namespaces/a/secrets/one",
                "/api/v1/namespaces/a/secrets/one/",
                "/api/v1/namespaces/a/%73ecrets/one",
                "/apis/v1/namespaces/a/secrets/one",
                "/api/v1/watch/namespaces/a/secrets/one",
                "/api/v1/proxy/namespaces/a/secrets/one",
                below + "pods?fieldSelector=metadata.name%3Done&resource=secrets")) {
            HttpCaller.Answer answer =
                    HttpCaller.plain(serai.url(), TOKENS.get("viewer")).get(path);
            assertThat(answer.text()).as(path).doesNotContain("aGlkZGVu", "\"kind\":\"Secret\"");
        }
    }

    /** Its watches are web sockets. */
    @Test
    @Order(7)
    void fabric8sClientWatchesWithItsToken() {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(serai.url())
                .withOauthToken(TOKENS.get("viewer"))
                .build();
        var seen = new ConcurrentLinkedQueue<String>();
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            Watch watch = client.pods().inNamespace("a").watch(new Watcher<Pod>() {
                @Override
                public void eventReceived(Action action, Pod pod) {
                    seen.add(pod.getMetadata().getName());
                }

                @Override
                public void onClose(WatcherException cause) {
                    seen.add("closed");
                }
            });
            await().untilAsserted(() -> assertThat(seen).contains("one", "two"));
            watch.close();
            assertThatThrownBy(() -> client.pods().inNamespace("b").list())
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("cannot list resource");
        }
    }

    @Test
    @Order(8)
    void theManagementPortShowsHealthToAnyoneAndTheRestToNobodyElse() {
        HttpCaller anyone = HttpCaller.plain(serai.managementUrl());
        assertThat(anyone.get("/observe/health/ready").status()).isEqualTo(200);
        for (String path : List.of("/observe/metrics", "/observe/dead-letters", "/observe/health/../metrics", "/")) {
            assertThat(anyone.get(path).status()).as(path).isEqualTo(401);
            // A path that leads upwards is none.
            assertThat(HttpCaller.plain(serai.managementUrl(), TOKENS.get("reader"))
                            .get(path)
                            .status())
                    .as(path)
                    .isEqualTo(path.contains("..") ? 404 : 403);
        }
    }

    /** Whatever is sent, by whomever: Serai makes no 5xx of its own, shows nothing of its inside, and nothing grows. */
    @Test
    @Order(9)
    void whateverIsSentNothingBreaks() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var http = RawHttp.plain(URI.create(serai.url()).getPort());
        fuzz(http, random, 300, seed);
        ProcessUsage before = ProcessUsage.of(serai.pid());

        fuzz(http, random, FUZZED, seed);

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            ProcessUsage after = ProcessUsage.of(serai.pid());
            assertThat(after.liveBytes()).isLessThan(before.liveBytes() + GROWTH_BYTES);
            assertThat(after.threads()).isLessThan(before.threads() + GROWTH_THREADS);
            assertThat(after.descriptors()).isLessThan(before.descriptors() + GROWTH_THREADS);
        });
    }

    private static void fuzz(RawHttp http, Random random, int requests, long seed) {
        List<String> tokens = new ArrayList<>(TOKENS.values());
        for (int i = 0; i < requests; i++) {
            String method = oneOf(
                    random, "GET", "GET", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "X");
            String target = target(random);
            List<String> headers = new ArrayList<>();
            if (random.nextInt(4) > 0) {
                headers.add("Authorization: Bearer " + tokens.get(random.nextInt(tokens.size())));
            }
            for (int j = random.nextInt(3); j > 0; j--) {
                headers.add(oneOf(
                        random,
                        "Accept: " + text(random),
                        "Impersonate-User: " + text(random),
                        "Content-Type: application/" + oneOf(random, "json", "yaml", "x", "merge-patch+json"),
                        "If-None-Match: " + text(random),
                        "Accept-Encoding: " + text(random),
                        "CamelHttpPath: /api/v1/secrets",
                        "X-Remote-User: admin",
                        "Upgrade: websocket"));
            }
            String body = random.nextBoolean()
                    ? ""
                    : oneOf(random, "{", "[".repeat(5_000), text(random), CONFIG_MAP, "{\"kind\":1}");
            RawAnswer answer =
                    http.ask(method, target, headers, method.equals("GET") || method.equals("HEAD") ? null : body);
            // The API server has 500 for some paths, and that is passed on.
            if (answer.header("Cache-Status")
                    .filter(status -> status.contains("fwd"))
                    .isEmpty()) {
                assertThat(answer.status())
                        .as("%s %s %s, seed %d: %s", method, target, headers, seed, answer.text())
                        .isNotIn(500, 502, 503, 504);
            }
            assertThat(answer.text()).doesNotContain("Exception", "at dev.serai", "java.", "io.vertx");
        }
    }

    private static String target(Random random) {
        var target = new StringBuilder(
                oneOf(random, "/api/v1", "/apis/apps/v1", "/api", "/observe", "", "/version", "//api/v1"));
        for (int i = random.nextInt(6); i > 0; i--) {
            target.append('/')
                    .append(oneOf(
                            random,
                            "namespaces",
                            "a",
                            "pods",
                            "one",
                            "log",
                            "status",
                            "..",
                            "%2e%2e",
                            "%2F",
                            "%00",
                            "%ff",
                            "watch",
                            text(random)));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            target.append(target.indexOf("?") < 0 ? '?' : '&')
                    .append(oneOf(
                            random,
                            "watch",
                            "limit",
                            "continue",
                            "labelSelector",
                            "fieldSelector",
                            "resourceVersion",
                            "pretty",
                            "dryRun"))
                    .append('=')
                    .append(oneOf(
                            random,
                            "1",
                            "-1",
                            "true",
                            "a%3Db",
                            "metadata.name%3Done",
                            "%",
                            "99999999999999999999",
                            text(random)));
        }
        // A watch would last as long as it is told.
        return target.toString().contains("watch")
                ? target + (target.indexOf("?") < 0 ? "?" : "&") + "timeoutSeconds=1"
                : target.toString();
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return text.toString();
    }

    private static String oneOf(Random random, String... words) {
        return words[random.nextInt(words.length)];
    }

    /** However often a caller asks for something, the API server is asked once for as long as its answer holds. */
    @Test
    @Order(10)
    void aThousandReadsOfACallerAreOneReviewOfEachKind() throws IOException {
        HttpCaller often = HttpCaller.plain(patient.url(), api.token("often"));
        bind("often", "rolebinding", "--clusterrole=viewers", "-n", "a");
        Map<String, Long> before = reviews();

        for (int i = 0; i < MANY; i++) {
            HttpCaller.Answer answer = often.get("/api/v1/namespaces/a/pods/one");
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        }

        // The other Serai is asked for nothing, and has no watch to look at again.
        assertThat(reviews())
                .containsEntry("tokenreviews", before.getOrDefault("tokenreviews", 0L) + 1)
                .containsEntry("subjectaccessreviews", before.getOrDefault("subjectaccessreviews", 0L) + 1);
    }

    private static Map<String, Long> reviews() throws IOException {
        return Files.readAllLines(auditLog()).stream()
                .map(line -> Json.parse(line))
                .filter(event -> event.path("verb").asText().equals("create"))
                .map(event -> event.at("/objectRef/resource").asText())
                .filter(resource -> resource.endsWith("reviews"))
                .collect(Collectors.groupingBy(resource -> resource, Collectors.counting()));
    }

    /** The last one: the API server is gone then. */
    @Test
    @Order(11)
    void inAnOutageTheKnownGoOnAndOthersWait() {
        HttpCaller viewer = HttpCaller.plain(serai.url(), TOKENS.get("viewer"));
        HttpCaller nobody = HttpCaller.plain(serai.url(), TOKENS.get("nobody"));
        String unknown = api.token("unknown");
        assertThat(viewer.get("/api/v1/namespaces/a/pods").status()).isEqualTo(200);
        assertThat(nobody.get("/api/v1/namespaces/a/pods").status()).isEqualTo(403);

        api.stopApiServer();
        long longer = System.nanoTime() + KEPT.multipliedBy(3).toNanos();

        await().pollInterval(Duration.ofMillis(300))
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    assertThat(viewer.get("/api/v1/namespaces/a/pods").status()).isEqualTo(200);
                    assertThat(nobody.get("/api/v1/namespaces/a/pods").status()).isEqualTo(403);
                    HttpCaller.Answer never = viewer.get("/api/v1/namespaces/b/pods/never-asked");
                    assertThat(never.status()).isEqualTo(503);
                    assertThat(never.header("Retry-After")).isPresent();
                    assertThat(HttpCaller.plain(serai.url(), unknown)
                                    .get("/api/v1/namespaces/a/pods")
                                    .status())
                            .isEqualTo(503);
                    return System.nanoTime() > longer;
                });
    }

    private static List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (String resource : List.of("pods", "configmaps", "secrets", "serviceaccounts")) {
            for (String namespace : List.of("/namespaces/a", "/namespaces/b", "")) {
                cells.add(new Cell("GET", "/api/v1" + namespace + "/" + resource, null));
                cells.add(new Cell("GET", "/api/v1" + namespace + "/" + resource + "?watch=1&timeoutSeconds=1", null));
            }
            for (String namespace : List.of("a", "b")) {
                cells.add(new Cell("GET", "/api/v1/namespaces/" + namespace + "/" + resource + "/one", null));
            }
        }
        String pods = "/api/v1/namespaces/a/pods";
        for (String query : List.of(
                "fieldSelector=metadata.name%3Done",
                "fieldSelector=metadata.name%3Dtwo",
                "fieldSelector=metadata.name%3Done&watch=true&timeoutSeconds=1",
                "labelSelector=app%3Dsmall",
                "limit=1")) {
            cells.add(new Cell("GET", pods + "?" + query, null));
        }
        for (String sub : List.of("one/log", "one/status", "one/nothing", "missing", "missing/status")) {
            cells.add(new Cell("GET", pods + "/" + sub, null));
        }
        for (String namespace : List.of("a", "b")) {
            String maps = "/api/v1/namespaces/" + namespace + "/configmaps";
            cells.add(new Cell("POST", maps + "?dryRun=All", CONFIG_MAP));
            cells.add(new Cell("DELETE", maps + "/one?dryRun=All", null));
            cells.add(new Cell("DELETE", maps + "?dryRun=All", null));
            cells.add(new Cell("POST", "/api/v1/namespaces/" + namespace + "/pods?dryRun=All", Pods.small("new")));
            cells.add(new Cell("DELETE", "/api/v1/namespaces/" + namespace + "/pods/one?dryRun=All", null));
        }
        for (String path : List.of(
                "/api",
                "/apis",
                "/api/v1",
                "/apis/apps/v1",
                "/version",
                "/openapi/v3",
                "/apis/none.example/v1/things")) {
            cells.add(new Cell("GET", path, null));
        }
        cells.add(new Cell("GET", "/api/v1/namespaces/a", null));
        cells.add(new Cell("GET", "/api/v1/namespaces", null));
        cells.add(new Cell("GET", "/api/v1/nodes", null));
        return cells;
    }

    // What is allowed may differ in order, age and version; what is refused may not differ in a word.
    private static List<Object> answer(HttpCaller caller, Cell cell) {
        HttpCaller.Answer answer = ask(caller, cell);
        return answer.status() < 400 ? List.of(answer.status()) : List.of(answer.status(), Json.parse(answer.text()));
    }

    private static HttpCaller.Answer ask(HttpCaller caller, Cell cell) {
        return cell.body() == null
                ? caller.ask(cell.method(), cell.target(), Map.of(), null)
                : caller.ask(cell.method(), cell.target(), "application/json", cell.body());
    }

    private static void bind(String account, String kind, String... how) {
        List<String> command = new ArrayList<>(List.of("create", kind, account, "--serviceaccount=default:" + account));
        command.addAll(List.of(how));
        api.kubectl(command.toArray(String[]::new));
    }

    private static Path auditLog() {
        return directory.resolve("audit.log");
    }
}
