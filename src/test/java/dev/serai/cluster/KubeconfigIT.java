package dev.serai.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.serai.fixture.api.KubectlUser;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A kubeconfig means to Serai what it means to kubectl: both ask the same server, which remembers how they came. */
class KubeconfigIT {

    private static final List<String> CAME_WITH = List.of("authorization", "impersonate-");
    private static final String STALE = "stale";
    private static final String PASSWORD = "on-loopback";
    private static final List<Map<String, String>> ASKED = new CopyOnWriteArrayList<>();

    private static final List<String> PROXIED = new CopyOnWriteArrayList<>();

    private static Vertx vertx;
    private static int port;
    private static int proxyPort;
    private static int socksPort;
    private static String authority;

    @TempDir
    Path directory;

    @BeforeAll
    static void listen(@TempDir Path directory) throws Exception {
        Path store = directory.resolve("server.p12");
        keytool(
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=api.example",
                "-ext",
                "SAN=dns:api.example",
                "-ext",
                "BC=ca:true",
                "-keystore",
                store.toString());
        authority = keytool("-exportcert", "-rfc", "-keystore", store.toString());
        vertx = Vertx.vertx();
        port = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setSni(true)
                        .setKeyCertOptions(
                                new PfxOptions().setPath(store.toString()).setPassword(PASSWORD)))
                .requestHandler(KubeconfigIT::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        socksPort = vertx.createNetServer()
                .connectHandler(KubeconfigIT::socks)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        proxyPort = vertx.createHttpServer()
                .requestHandler(KubeconfigIT::proxy)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
    }

    /** A SOCKS5 proxy (RFC 1928, RFC 1929) that remembers whom it led where. */
    private static void socks(NetSocket client) {
        var user = new AtomicReference<String>();
        client.handler(message -> {
            if (message.getByte(0) == 1) {
                int length = message.getByte(1);
                user.set(message.getString(2, 2 + length) + ":" + message.getString(3 + length, message.length()));
                client.write(Buffer.buffer(new byte[] {1, 0}));
            } else if (message.length() == 2 + message.getByte(1)) {
                boolean says = IntStream.range(2, message.length()).anyMatch(i -> message.getByte(i) == 2);
                client.write(Buffer.buffer(new byte[] {5, (byte) (says ? 2 : 0)}));
            } else {
                client.pause();
                int end = message.length() - 2;
                String host = message.getByte(3) == 1 ? "127.0.0.1" : message.getString(5, end);
                PROXIED.add(user.get() + " to " + host + ":" + message.getUnsignedShort(end));
                vertx.createNetClient().connect(port, "127.0.0.1").onSuccess(server -> {
                    client.write(Buffer.buffer(new byte[] {5, 0, 0, 1, 127, 0, 0, 1, 0, 0}));
                    client.pipeTo(server);
                    server.pipeTo(client);
                });
            }
        });
    }

    /** A proxy that remembers whom it led where. */
    private static void proxy(HttpServerRequest request) {
        PROXIED.add(request.getHeader("proxy-authorization") + " to " + request.uri());
        request.toNetSocket().onSuccess(client -> {
            // What it says before there is someone to hear it would be lost.
            client.pause();
            vertx.createNetClient().connect(port, "127.0.0.1").onSuccess(server -> {
                client.pipeTo(server);
                server.pipeTo(client);
            });
        });
    }

    private static String keytool(String... arguments) throws Exception {
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-alias", "server", "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }

    @AfterAll
    static void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void files() throws IOException {
        ASKED.clear();
        Files.writeString(directory.resolve("token"), " of-a-file \\n".translateEscapes());
        Files.createDirectory(directory.resolve("bin"));
        script("bin/plugin", """
            echo 'a word on stderr' >&2
            t=$(printf '%s' "$1-$GREETING-$KUBERNETES_EXEC_INFO" | tr -d '[:space:]' | base64 -w0)
            echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"'$t'"}}'
            """);
        script("bin/broken", "echo no; exit 3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{token: given}",
                "{tokenFile: token}",
                "{tokenFile: ./bin/../token}",
                "{tokenFile: token, token: given}",
                "{tokenFile: nowhere, token: given}",
                "{username: someone, password: pa$$ word}",
                "{token: given, as: someone}",
                "{token: given, as: someone, as-groups: [a, b], as-uid: u-1, as-user-extra: {reason: [one, two]}}",
                "{exec: {apiVersion: client.authentication.k8s.io/v1, command: ./bin/plugin, args: ['a $HOME b'],"
                        + " env: [{name: GREETING, value: hello}], interactiveMode: Never}}",
                "{exec: {apiVersion: client.authentication.k8s.io/v1, command: bin/plugin, interactiveMode:"
                        + " IfAvailable}}",
                "{token: given, exec: {apiVersion: client.authentication.k8s.io/v1, command: bin/plugin,"
                        + " interactiveMode: Never}}"
            })
    void theUserComesAsWithKubectl(String user) throws IOException {
        Path config = config("config", "insecure-skip-tls-verify: true", user);
        assertThat(asked(config.toString())).isEqualTo(askedByKubectl(config.toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "certificate-authority: ca.pem",
                "certificate-authority: ./bin/../ca.pem",
                "certificate-authority-data: CA_DATA"
            })
    void theServerIsKnownByItsNameAndAuthority(String ca) throws IOException {
        Files.writeString(directory.resolve("ca.pem"), authority);
        String key =
                ca.replace("CA_DATA", Base64.getEncoder().encodeToString(authority.getBytes(StandardCharsets.UTF_8)));
        Path config = config("config", key + ", tls-server-name: api.example", "{token: given}");
        assertThat(asked(config.toString()))
                .isEqualTo(askedByKubectl(config.toString()))
                .containsEntry("sni", "api.example");

        for (String wrong : List.of(
                key,
                key + ", tls-server-name: other.example",
                "tls-server-name: api.example",
                "insecure-skip-tls-verify: false")) {
            Path refused = config("refused", wrong, "{token: given}");
            assertThatThrownBy(() -> asked(refused.toString())).as(wrong).isInstanceOf(RuntimeException.class);
            assertThatThrownBy(() -> askedByKubectl(refused.toString())).hasMessageContaining("x509");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://127.0.0.1:PORT", "socks5://me:secret@127.0.0.1:PORT", "SOCKS5://127.0.0.1:PORT/"})
    void theWayLeadsThroughTheSocksProxyOfTheFile(String url) throws IOException {
        Path config = config(
                "config",
                "insecure-skip-tls-verify: true, proxy-url: \"%s\"".formatted(url.replace("PORT", "" + socksPort)),
                "{token: given}");
        PROXIED.clear();
        assertThat(asked(config.toString())).isEqualTo(askedByKubectl(config.toString()));
        assertThat(PROXIED).hasSize(2);
        assertThat(PROXIED.get(0)).isEqualTo(PROXIED.get(1)).endsWith(" to 127.0.0.1:" + port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://me:hush@127.0.0.1:1", "ftp://127.0.0.1:1", "http://", "http://h^st/hush"})
    void aProxyThatCannotBeUsedIsRefusedByItsKeyAndFile(String url) throws IOException {
        Path config = config("config", "proxy-url: \"" + url + "\"", "{token: given}");
        assertThatThrownBy(() -> asked(config.toString()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "the proxy-url of the cluster 'c' in the kubeconfig '%s' is no URL that begins with http://,"
                                + " socks5:// or socks5h://; to a proxy itself Serai speaks no TLS",
                        config);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:PORT", "http://me:secret@127.0.0.1:PORT/"})
    void theWayLeadsThroughTheProxyOfTheFile(String url) throws IOException {
        Path config = config(
                "config",
                "insecure-skip-tls-verify: true, proxy-url: \"%s\"".formatted(url.replace("PORT", "" + proxyPort)),
                "{token: given}");
        PROXIED.clear();
        assertThat(asked(config.toString())).isEqualTo(askedByKubectl(config.toString()));
        assertThat(PROXIED).hasSize(2);
        assertThat(PROXIED.get(0)).isEqualTo(PROXIED.get(1)).endsWith(" to 127.0.0.1:" + port);
    }

    @Test
    void ofSeveralFilesTheFirstThatNamesSomethingSaysWhatItIs() throws IOException {
        Files.createDirectory(directory.resolve("sub"));
        Files.writeString(directory.resolve("sub/token"), "of-the-sub-directory");
        Path users = Files.writeString(
                directory.resolve("sub/users"),
                "users: [{name: u, user: {tokenFile: token}}, {name: v, user: {token: v}}]\n");
        Path all = config("all", "insecure-skip-tls-verify: true", "{token: of-the-second}");
        Path context = Files.writeString(
                directory.resolve("context"),
                "contexts: [{name: other, context: {cluster: c, user: v}}]\ncurrent-context: other\n");
        Path missing = directory.resolve("missing");

        for (List<Path> files : List.of(
                List.of(missing, users, all),
                List.of(all, users),
                List.of(context, all, users),
                List.of(all, missing, context, users))) {
            ASKED.clear();
            String named = String.join(":", files.stream().map(Path::toString).toList()) + ":";
            assertThat(asked(named)).as(named).isEqualTo(askedByKubectl(named));
        }
    }

    @Test
    void aTokenFileThatChangesIsReadAgain() throws IOException {
        Path config = config("config", "insecure-skip-tls-verify: true", "{tokenFile: token}");
        try (KubernetesClient client = client(config.toString())) {
            client.raw("/version");
            Files.writeString(directory.resolve("token"), "of-later");
            await().untilAsserted(() -> {
                client.raw("/version");
                assertThat(ASKED.get(ASKED.size() - 1)).containsEntry("authorization", "[Bearer of-later]");
            });
        }
        assertThat(ASKED.get(0)).containsEntry("authorization", "[Bearer of-a-file]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{auth-provider: {name: gcp}} | has the auth-provider 'gcp'",
                "{exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}} | has the apiVersion",
                "{exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Always}}"
                        + " | interactiveMode: Always"
            })
    void whatCannotBeDoneIsRefused(String user, String reason) throws IOException {
        Path config = config("config", "insecure-skip-tls-verify: true", user);
        assertThatThrownBy(() -> asked(config.toString()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(reason);
        assertThatThrownBy(() -> askedByKubectl(config.toString())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Timeout(120)
    void whoAsksDoesNotWaitForThePluginWhichRunsAgainBeforeItsCredentialExpires() throws Exception {
        // The second time it does not end before somebody writes.
        script("bin/runs", """
            cd "${0%/*}"
            expires=$(date -u -d '+4 seconds' +%FT%TZ) token=first
            if [ -e once ]; then touch again; cat released >&2; expires=2100-01-01T00:00:00Z token=second; fi
            touch once
            printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":'
            printf '{"token":"%s","expirationTimestamp":"%s"}}' $token $expires
            """);
        Path released = directory.resolve("bin/released");
        assertThat(new ProcessBuilder("mkfifo", released.toString()).start().waitFor())
                .isZero();
        try (KubernetesClient client = client(plugin("bin/runs").toString())) {
            client.raw("/version");
            await().until(() -> Files.exists(directory.resolve("bin/again")));
            assertThat(CompletableFuture.supplyAsync(() -> client.raw("/version")))
                    .succeedsWithin(Duration.ofSeconds(20));
            assertThat(ASKED).extracting(came -> came.get("authorization")).containsOnly("[Bearer first]");
            Files.writeString(released, "go on");
            awaitToken(client, "[Bearer second]");
        }
    }

    @Test
    void aPluginRunsAgainWhenItsCredentialIsRefused() throws IOException {
        script("bin/runs", """
            cd "${0%/*}"
            token=STALE; if [ -e once ]; then token=fresh; fi
            touch once
            printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}' $token
            """.replace("STALE", STALE));
        try (KubernetesClient client = client(plugin("bin/runs").toString())) {
            awaitToken(client, "[Bearer fresh]");
        }
        assertThat(ASKED.get(0)).containsEntry("authorization", "[Bearer " + STALE + "]");
    }

    private static void awaitToken(KubernetesClient client, String token) {
        await().ignoreExceptions().untilAsserted(() -> {
            client.raw("/version");
            assertThat(ASKED.get(ASKED.size() - 1)).containsEntry("authorization", token);
        });
    }

    private Path plugin(String command) throws IOException {
        return config(
                "config",
                "insecure-skip-tls-verify: true",
                "{exec: {apiVersion: client.authentication.k8s.io/v1, command: %s, interactiveMode: Never}}"
                        .formatted(command));
    }

    @Test
    void aPluginThatFailsGivesNoCredential() throws IOException {
        assertThat(asked(plugin("bin/broken").toString())).doesNotContainKey("authorization");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "current-context: nowhere | current-context is 'nowhere'",
                "{current-context: x, contexts: [{name: x, context: {cluster: c}}]} | names the cluster 'c'",
                "'{' | cannot be read"
            })
    void aFileThatLeadsNowhereIsRefused(String text, String reason) throws IOException {
        Path config = Files.writeString(directory.resolve("config"), text);
        assertThatThrownBy(() -> asked(config.toString()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(reason);
    }

    private static void answer(HttpServerRequest request) {
        var came = new TreeMap<String, String>();
        for (String name : request.headers().names()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (CAME_WITH.stream().anyMatch(lower::startsWith)) {
                came.put(lower, new ArrayList<>(request.headers().getAll(name)).toString());
            }
        }
        if (request.connection().indicatedServerName() != null) {
            came.put("sni", request.connection().indicatedServerName());
        }
        ASKED.add(came);
        if (String.valueOf(came.get("authorization")).contains(STALE)) {
            request.response().setStatusCode(401).end();
            return;
        }
        request.response().putHeader("Content-Type", "application/json").end("{\"major\":\"1\",\"minor\":\"35\"}");
    }

    private Map<String, String> asked(String kubeconfig) {
        try (KubernetesClient client = client(kubeconfig)) {
            client.raw("/version");
        }
        return ASKED.get(ASKED.size() - 1);
    }

    private KubernetesClient client(String kubeconfig) {
        return ClusterClient.fromEnvironment(Map.of("KUBECONFIG", kubeconfig), directory, new SimpleModule());
    }

    private Map<String, String> askedByKubectl(String kubeconfig) {
        try (KubectlUser kubectl = KubectlUser.whoseFilesAre(kubeconfig)) {
            KubectlUser.Printed printed = kubectl.run("get", "--raw", "/version");
            if (printed.exit() != 0) {
                throw new IllegalStateException(printed.err());
            }
        }
        return ASKED.get(ASKED.size() - 1);
    }

    private Path config(String name, String cluster, String user) throws IOException {
        return Files.writeString(directory.resolve(name), """
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:%d", %s}}]
            users: [{name: u, user: %s}]
            contexts: [{name: x, context: {cluster: c, user: u}}]
            current-context: x
            """.formatted(port, cluster, user));
    }

    private void script(String name, String text) throws IOException {
        Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
