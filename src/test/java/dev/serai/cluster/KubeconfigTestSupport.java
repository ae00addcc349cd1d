package dev.serai.cluster;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server that remembers how callers came, proxies before it, and kubeconfigs that lead there. */
abstract class KubeconfigTestSupport {

    private static final List<String> CAME_WITH = List.of("authorization", "impersonate-");
    static final String STALE = "stale";
    private static final String PASSWORD = "on-loopback";
    static final List<Map<String, String>> ASKED = new CopyOnWriteArrayList<>();

    static final List<String> PROXIED = new CopyOnWriteArrayList<>();

    private static Vertx vertx;
    static int port;
    static int proxyPort;
    static int socksPort;
    static String authority;

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
                .requestHandler(KubeconfigTestSupport::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        socksPort = vertx.createNetServer()
                .connectHandler(KubeconfigTestSupport::socks)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        proxyPort = vertx.createHttpServer()
                .requestHandler(KubeconfigTestSupport::proxy)
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

    Map<String, String> asked(String kubeconfig) {
        try (KubernetesClient client = client(kubeconfig)) {
            client.raw("/version");
        }
        return ASKED.get(ASKED.size() - 1);
    }

    KubernetesClient client(String kubeconfig) {
        return ClusterClient.fromEnvironment(Map.of("KUBECONFIG", kubeconfig), directory, new SimpleModule());
    }

    Map<String, String> askedByKubectl(String kubeconfig) {
        try (KubectlUser kubectl = KubectlUser.whoseFilesAre(kubeconfig)) {
            KubectlUser.Printed printed = kubectl.run("get", "--raw", "/version");
            if (printed.exit() != 0) {
                throw new IllegalStateException(printed.err());
            }
        }
        return ASKED.get(ASKED.size() - 1);
    }

    Path config(String name, String cluster, String user) throws IOException {
        return Files.writeString(directory.resolve(name), """
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:%d", %s}}]
            users: [{name: u, user: %s}]
            contexts: [{name: x, context: {cluster: c, user: u}}]
            current-context: x
            """.formatted(port, cluster, user));
    }

    void script(String name, String text) throws IOException {
        Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
