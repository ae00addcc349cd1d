package dev.serai.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.http.KeptConnection;
import dev.serai.fixture.process.Closing;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.ProcessUsage;
import dev.serai.fixture.process.SeraiProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients come, watch and leave by the thousand, and leave nothing behind. */
@Timeout(300)
class NothingGrowsIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration SETTLED = Duration.ofSeconds(60);
    private static final int CLIENTS = 1_000;
    private static final int TIMES = 3;
    private static final int CONNECTIONS = 200;

    // 1 KiB a client. What a watch is made of, a channel and its pipeline, a queue, a selector, is several times that.
    private static final long HEAP_ALLOWANCE = TIMES * CLIENTS * 1024L;
    // The JVM adds compiler and GC threads as it sees fit. A thread a client would be thousands.
    private static final int THREAD_ALLOWANCE = 8;
    // Connections to the API server and of this test's own requests come and go. One a client would be thousands.
    private static final int DESCRIPTOR_ALLOWANCE = 16;

    private static KubeApi api;
    private static SeraiProcess serai;

    @BeforeAll
    static void start() {
        api = KubeApi.start();
        serai = Cluster.serai(api.kubeconfig())
                // Those who have left may still be counted when the next come.
                .set("SERAI_LIMITS_WATCHES_PER_CALLER", Integer.toString(2 * CLIENTS))
                .start()
                .awaitReady(Cluster.STARTED);
        for (int i = 0; i < 10; i++) {
            api.kubectlWithInput(Pods.full("pod-" + i), "create", "-f", "-");
        }
        await().atMost(SOON).until(() -> serai.get(Cluster.PODS + "/pod-9").statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable part : new AutoCloseable[] {serai, api}) {
            Closing.close(part);
        }
    }

    @Test
    void thousandsOfWatchersLeaveNothingBehind() throws IOException {
        ProcessUsage alone = ProcessUsage.of(serai.pid());
        // Pools, compiled code and whatever else is made once are there after the first thousand.
        comeWatchAndLeave(0);
        awaitGone(alone);
        ProcessUsage before = ProcessUsage.of(serai.pid());

        for (int time = 1; time <= TIMES; time++) {
            comeWatchAndLeave(time);
        }

        awaitGone(before);
        await().atMost(SETTLED).pollInterval(Duration.ofSeconds(2)).untilAsserted(() -> {
            ProcessUsage after = ProcessUsage.of(serai.pid());
            assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + THREAD_ALLOWANCE);
            assertThat(after.liveBytes()).isLessThanOrEqualTo(before.liveBytes() + HEAP_ALLOWANCE);
        });
        assertThat(serai.get(Cluster.PODS + "/pod-0").statusCode()).isEqualTo(200);
    }

    private static void awaitGone(ProcessUsage before) {
        await().atMost(SETTLED).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(
                        ProcessUsage.of(serai.pid()).descriptors())
                .isLessThanOrEqualTo(before.descriptors() + DESCRIPTOR_ALLOWANCE));
    }

    private static void comeWatchAndLeave(int time) throws IOException {
        List<Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new Client(time, i));
            }
            for (Client client : clients) {
                client.readUntil("k8s.io/initial-events-end");
            }
            assertThat(ProcessUsage.of(serai.pid()).descriptors()).isGreaterThan(CLIENTS);
            String change = "time-" + time;
            api.kubectl("label", "pod", "pod-0", "change=" + change, "--overwrite");
            for (Client client : clients) {
                client.readUntil(change);
            }
        } finally {
            for (Client client : clients) {
                client.leave();
            }
        }
    }

    /** As many connections as there may be, each doing what costs a server most, take nothing from who was there. */
    @Test
    void whoeverTakesAllConnectionsTakesNothingFromOthers() throws IOException {
        try (SeraiProcess bounded = Cluster.serai(api.kubeconfig())
                        .set("SERAI_LIMITS_CONNECTIONS", Integer.toString(CONNECTIONS))
                        .set("SERAI_LIMITS_REQUEST_SECONDS", "1")
                        .set("SERAI_LIMITS_WATCHES_PER_CALLER", "50")
                        .start()
                        .awaitReady(Cluster.STARTED);
                var crowd = new Crowd(URI.create(bounded.url()).getPort());
                KeptConnection other = KeptConnection.from(
                        "127.0.0.2", URI.create(bounded.url()).getPort())) {
            assertReads(other);

            for (int i = 0; i < CONNECTIONS; i++) {
                crowd.sends("");
            }
            assertReads(other);
            assertThat(Cluster.ready(bounded).statusCode()).isEqualTo(200);
            assertThat(crowd.left()).as("closed at once").isPositive();
            assertReads(other);
            crowd.leave();

            for (int i = 0; i < CONNECTIONS; i++) {
                crowd.sends("POST " + Cluster.PODS + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 1000\r\n\r\n{");
            }
            assertReads(other);
            assertThat(crowd.hears("HTTP/1.1 408 ")).isTrue();
            assertReads(other);
            crowd.leave();

            for (int i = 0; i < CLIENTS; i++) {
                crowd.sends("GET " + Cluster.PODS + "?watch=true HTTP/1.1\r\nHost: x\r\n\r\n");
            }
            assertReads(other);
            assertThat(crowd.hears("HTTP/1.1 429 ")).isTrue();
            assertReads(other);
            assertThat(other.ask("GET", Cluster.PODS + "?watch=true&timeoutSeconds=1", null)
                            .status())
                    .isEqualTo(200);
            crowd.leave();

            String deep = "[".repeat(101) + "]".repeat(101);
            KeptConnection.Reply refused =
                    other.ask("POST", Cluster.PODS, "{\"kind\":\"Pod\",\"spec\":%s}".formatted(deep));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body()).contains("exceeded max depth of 100");
            assertReads(other);
            await().atMost(SETTLED)
                    .untilAsserted(() ->
                            assertThat(bounded.get(Cluster.PODS).statusCode()).isEqualTo(200));
        }
    }

    private static void assertReads(KeptConnection caller) throws IOException {
        for (int i = 0; i < 20; i++) {
            assertThat(caller.ask("GET", Cluster.PODS, null).status()).isEqualTo(200);
        }
    }

    /** Many connections from one address that send something and read nothing of themselves. */
    private static final class Crowd implements AutoCloseable {
        private final int port;
        private final List<Socket> sockets = new ArrayList<>();

        Crowd(int port) {
            this.port = port;
        }

        void sends(String text) throws IOException {
            var socket = new Socket();
            sockets.add(socket);
            try {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) SOON.toMillis());
                socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException closed) {
                // There are as many as may be.
            }
        }

        /** How many are closed already. */
        long left() throws IOException {
            long left = 0;
            for (Socket socket : sockets) {
                socket.setSoTimeout(1);
                try {
                    left += socket.getInputStream().read() < 0 ? 1 : 0;
                } catch (SocketTimeoutException open) {
                    // It is one of those that may be.
                } catch (IOException reset) {
                    left++;
                }
            }
            return left;
        }

        /** Whether one of them is told this first. */
        boolean hears(String text) throws IOException {
            for (Socket socket : sockets) {
                socket.setSoTimeout((int) SOON.toMillis());
                try {
                    byte[] first = socket.getInputStream().readNBytes(text.length());
                    if (new String(first, StandardCharsets.US_ASCII).equals(text)) {
                        return true;
                    }
                } catch (IOException reset) {
                    // Not this one.
                }
            }
            return false;
        }

        void leave() throws IOException {
            for (Socket socket : sockets) {
                socket.close();
            }
            sockets.clear();
        }

        @Override
        public void close() throws IOException {
            leave();
        }
    }

    /** A raw connection with a watch like no other's, so that what is kept for each query is found, too. */
    private static final class Client {
        private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

        private final Socket socket = new Socket();
        private final boolean abrupt;

        Client(int time, int number) throws IOException {
            abrupt = number % 2 == 0;
            URI url = URI.create(serai.url());
            String accept = number % 3 == 0 ? TABLE : "application/json";
            String path = Cluster.PODS
                    + "?watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
                    + "&labelSelector=client%21%3Dc-" + time + "-" + number;
            socket.setSoTimeout((int) SOON.toMillis());
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), url.getPort()), (int) SOON.toMillis());
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\nAccept: " + accept
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
        }

        void readUntil(String text) throws IOException {
            InputStream in = socket.getInputStream();
            var read = new ByteArrayOutputStream();
            byte[] buffer = new byte[64 * 1024];
            while (!read.toString(StandardCharsets.UTF_8).contains(text)) {
                int length = in.read(buffer);
                assertThat(length).as("the answer goes on after %s", read).isPositive();
                read.write(buffer, 0, length);
            }
        }

        void leave() throws IOException {
            if (abrupt) {
                // With a reset, as the client's host does whose process has died with unread data.
                socket.setSoLinger(true, 0);
            }
            socket.close();
        }
    }
}
