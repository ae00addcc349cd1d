package dev.serai.security.tls;

import static dev.serai.fixture.process.Cluster.PODS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.KubectlUser;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.http.IssuedCertificate;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.http.PrivateAuthority;
import dev.serai.fixture.http.TrustingTls;
import dev.serai.fixture.process.Closing;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole Serai with TLS on its ports, before a real API server. */
@Timeout(180)
class TlsIT {

    private static final String JSON = "application/json";
    // Files that have changed are to be served so soon.
    private static final Duration READ_AGAIN = Duration.ofSeconds(30);

    private static PrivateAuthority authority;
    private static IssuedCertificate alice;
    private static KubeApi api;
    private static SeraiProcess serai;
    private static Path secret;

    @BeforeAll
    static void start() throws Exception {
        authority = new PrivateAuthority();
        alice = authority.issue("CN=alice, O=builders", "-keyalg", "EC");
        api = KubeApi.start();
        serai = Cluster.serai(api.kubeconfig());
        secret = Files.createDirectory(Cluster.file(serai, "tls"));
        mount("..1", authority.serverCertificate());
        for (String name : new String[] {"tls.crt", "tls.key", "ca.crt"}) {
            Files.createSymbolicLink(secret.resolve(name), Path.of("..data", name));
        }
        serai.set("SERAI_TLS_CERTIFICATE", secret.resolve("tls.crt").toString())
                .set("SERAI_TLS_KEY", secret.resolve("tls.key").toString())
                .set("SERAI_TLS_CLIENT_CA", secret.resolve("ca.crt").toString())
                .tls(TrustingTls.context())
                .start()
                .awaitReady(Cluster.STARTED);
    }

    // As the kubelet mounts a Secret, and replaces it.
    private static void mount(String name, IssuedCertificate server) throws IOException {
        Path directory = Files.createDirectory(secret.resolve(name));
        Files.writeString(directory.resolve("tls.crt"), server.chainPem());
        Files.writeString(directory.resolve("tls.key"), server.pkcs8());
        Files.writeString(directory.resolve("ca.crt"), authority.pem());
        Path next = Files.createSymbolicLink(secret.resolve("..data_tmp"), Path.of(name));
        Files.move(next, secret.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    @AfterAll
    static void stop() {
        Closing.close(serai);
        Closing.close(api);
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void readsWritesAndWatchesAreAsWithoutTls(HttpClient.Version version) throws Exception {
        HttpClient http = client(version, TrustingTls.context());
        String name = "pod-" + version.name().toLowerCase().replace('_', '-');
        String pod = PODS + "/" + name;
        HttpResponse<InputStream> watch = ask(
                http,
                "GET",
                PODS + "?watch=true&fieldSelector=metadata.name=" + name,
                BodyPublishers.noBody(),
                BodyHandlers.ofInputStream());
        assertThat(watch.version()).isEqualTo(version);
        try (var events = new BufferedReader(new InputStreamReader(watch.body(), StandardCharsets.UTF_8))) {
            HttpResponse<String> made = ask(http, "POST", PODS, BodyPublishers.ofString(Pods.small(name)));
            assertThat(made.version()).isEqualTo(version);
            assertThat(made.statusCode()).isEqualTo(201);
            assertThat(type(events, name)).isEqualTo("ADDED");

            HttpResponse<String> read = ask(http, "GET", pod);
            assertThat(read.version()).isEqualTo(version);
            assertThat(read.statusCode()).isEqualTo(200);
            assertThat(read.headers().firstValue("Cache-Status").orElse("")).startsWith("serai; hit");
            assertThat(Json.parse(read.body()).at("/metadata/name").asText()).isEqualTo(name);

            ObjectNode changed = (ObjectNode) Json.parse(read.body());
            changed.withObject("/metadata/labels").put("by", "put");
            HttpResponse<String> put = ask(http, "PUT", pod, BodyPublishers.ofString(changed.toString()));
            assertThat(put.statusCode()).isEqualTo(200);
            assertThat(type(events, name)).isEqualTo("MODIFIED");
            HttpResponse<String> patched = http.send(
                    HttpRequest.newBuilder(URI.create(serai.url() + pod))
                            .header("Content-Type", "application/merge-patch+json")
                            .method("PATCH", BodyPublishers.ofString("{\"metadata\":{\"labels\":{\"by\":\"patch\"}}}"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(patched.statusCode()).isEqualTo(200);
            assertThat(type(events, name)).isEqualTo("MODIFIED");

            HttpResponse<String> deleted = ask(http, "DELETE", pod + "?gracePeriodSeconds=0");
            assertThat(deleted.version()).isEqualTo(version);
            assertThat(deleted.statusCode()).isEqualTo(200);
            String type = type(events, name);
            // Its deletionTimestamp may be told of first.
            while (type.equals("MODIFIED")) {
                type = type(events, name);
            }
            assertThat(type).isEqualTo("DELETED");
        }
    }

    private static String type(BufferedReader events, String name) throws IOException {
        JsonNode event = Json.parse(events.readLine());
        assertThat(event.at("/object/metadata/name").asText()).isEqualTo(name);
        return event.path("type").asText();
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void refusalsAreStatusesAndTheConnectionStays(HttpClient.Version version) throws Exception {
        HttpClient http = client(version, TrustingTls.context());
        Map<String, Integer> refused = Map.of(
                PODS + "/missing", 404,
                PODS + "?labelSelector=a+in", 400,
                PODS + "/missing/exec", 501);
        for (Map.Entry<String, Integer> one : refused.entrySet()) {
            assertStatus(ask(http, "GET", one.getKey()), version, one.getValue());
        }
        assertStatus(ask(http, "POST", PODS, BodyPublishers.ofString("{")), version, 400);
        assertStatus(ask(http, "PUT", PODS, BodyPublishers.ofString("{}")), version, 405);
        if (version == HttpClient.Version.HTTP_2) {
            assertStatus(ask(http, "POST", PODS, BodyPublishers.ofByteArray(new byte[4_000_000])), version, 413);
        }
        HttpResponse<String> yaml = http.send(
                HttpRequest.newBuilder(URI.create(serai.url() + PODS))
                        .header("Accept", "application/yaml")
                        .build(),
                BodyHandlers.ofString());
        assertThat(yaml.version()).isEqualTo(version);
        assertThat(yaml.body()).contains("kind: \"PodList\"");
    }

    private static void assertStatus(HttpResponse<String> answer, HttpClient.Version version, int code) {
        assertThat(answer.version()).isEqualTo(version);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(code);
        assertThat(Json.parse(answer.body()).path("kind").asText()).isEqualTo("Status");
        assertThat(Json.parse(answer.body()).path("code").asInt()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/observe/health/ready", "/observe/metrics"})
    void theManagementPortHasTlsToo(String path) throws Exception {
        HttpResponse<String> answer = client(HttpClient.Version.HTTP_2, TrustingTls.context())
                .send(
                        HttpRequest.newBuilder(URI.create(serai.managementUrl() + path))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        String plain = serai.managementUrl().replace("https:", "http:") + path;
        assertThatThrownBy(() -> HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(URI.create(plain)).build(), BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aCertificateThatTheAuthorityHasNotSignedIsRefusedOnBothPorts() {
        SSLContext forged =
                new PrivateAuthority().issue("CN=alice", "-keyalg", "EC").client();
        for (String url : new String[] {serai.url() + PODS, serai.managementUrl() + "/observe/health/live"}) {
            assertThatThrownBy(() -> client(HttpClient.Version.HTTP_2, forged)
                            .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void kubectlWorksWithTheAuthorityAndACertificate() throws Exception {
        Path ca = Files.writeString(Cluster.file(serai, "authority.pem"), authority.pem());
        Path certificate = Files.writeString(Cluster.file(serai, "alice.pem"), alice.chainPem());
        Path key = Files.writeString(Cluster.file(serai, "alice.key"), alice.pkcs8());
        Path kubeconfig =
                Files.writeString(Cluster.file(serai, "kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: it, cluster: {server: "%s", certificate-authority: "%s"}}]
                users: [{name: it, user: {client-certificate: "%s", client-key: "%s"}}]
                contexts: [{name: it, context: {cluster: it, user: it, namespace: default}}]
                current-context: it
                """.formatted(serai.url(), ca, certificate, key));
        try (KubectlUser kubectl = KubectlUser.with(kubeconfig);
                KubectlUser.Running watching = kubectl.start("get", "pods", "-w", "-o", "name")) {
            assertThat(kubectl.run("run", "by-kubectl", "--image=example.com/x:1")
                            .exit())
                    .isZero();
            assertThat(kubectl.run("get", "pod", "by-kubectl").out()).contains("by-kubectl", "Pending");
            await().untilAsserted(() -> assertThat(watching.out()).contains("pod/by-kubectl"));
            assertThat(kubectl.run("delete", "pod", "by-kubectl", "--grace-period=0")
                            .exit())
                    .isZero();
        }
    }

    @Test
    void aReplacedCertificateIsServedAndAWatchGoesOn() throws Exception {
        HttpClient http = client(HttpClient.Version.HTTP_2, alice.client());
        HttpResponse<InputStream> watch = ask(
                http,
                "GET",
                PODS + "?watch=true&fieldSelector=metadata.name=later",
                BodyPublishers.noBody(),
                BodyHandlers.ofInputStream());
        try (var events = new BufferedReader(new InputStreamReader(watch.body(), StandardCharsets.UTF_8))) {
            IssuedCertificate next = authority.issue("CN=here", "-keyalg", "EC", "-ext", "SAN=ip:127.0.0.1");
            assertThat(shown(serai.url())).isNotEqualTo(next.certificate());
            mount("..2", next);
            for (String url : new String[] {serai.url(), serai.managementUrl()}) {
                await().atMost(READ_AGAIN)
                        .untilAsserted(() -> assertThat(shown(url)).isEqualTo(next.certificate()));
            }
            api.kubectlWithInput(Pods.small("later"), "create", "-f", "-");
            assertThat(type(events, "later")).isEqualTo("ADDED");
        }
    }

    private static Certificate shown(String url) throws IOException {
        try (SSLSocket socket = (SSLSocket) TrustingTls.context()
                .getSocketFactory()
                .createSocket("127.0.0.1", URI.create(url).getPort())) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    private static HttpClient client(HttpClient.Version version, SSLContext tls) {
        return HttpClient.newBuilder().version(version).sslContext(tls).build();
    }

    private static HttpResponse<String> ask(HttpClient http, String method, String target) throws Exception {
        return ask(http, method, target, BodyPublishers.noBody());
    }

    private static HttpResponse<String> ask(HttpClient http, String method, String target, BodyPublisher body)
            throws Exception {
        return ask(http, method, target, body, BodyHandlers.ofString());
    }

    private static <T> HttpResponse<T> ask(
            HttpClient http, String method, String target, BodyPublisher body, BodyHandler<T> taker) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(serai.url() + target))
                        .header("Content-Type", JSON)
                        .method(method, body)
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                taker);
    }
}
