package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fixture.KubeApi;
import dev.serai.fixture.SeraiProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is between Serai and the cluster breaks, in every way it can: readers do not notice, watchers are told the truth. */
@Timeout(300)
class WatchFaultIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration RECOVERED = Duration.ofSeconds(60);
    // The long run, before a release: -Dserai.it.outage-seconds=60.
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("serai.it.outage-seconds", 20));
    private static final String WEB = "labelSelector=tier%3Dweb";
    private static final String ALL_PODS = "/api/v1/pods";
    private static final String WIDGETS = "/apis/example.com/v1/widgets";

    private static KubeApi api;
    private static SeraiProcess serai;

    private final List<Follower> followers = new ArrayList<>();
    private Readers readers;

    @BeforeAll
    static void start() {
        api = KubeApi.start();
        define();
        serai = Cluster.serai(api.kubeconfig())
                .set("SERAI_CACHE_RESOURCES", "pods," + Widgets.CRD)
                .start()
                .awaitReady(Cluster.STARTED);
    }

    private static void define() {
        api.kubectlWithInput(Widgets.DEFINITION, "create", "-f", "-");
        api.kubectl("wait", "--for=condition=Established", "crd/" + Widgets.CRD);
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable part : new AutoCloseable[] {serai, api}) {
            Closing.close(part);
        }
    }

    @BeforeEach
    void fill() {
        for (String name : List.of("kept", "changed", "deleted", "replaced")) {
            run(name, "web");
        }
        // The API server may still be about to serve it.
        await().atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> api.kubectlWithInput(Widgets.named("red", 3), "apply", "-f", "-"));
        await().atMost(RECOVERED).untilAsserted(() -> {
            assertThat(served(ALL_PODS)).isEqualTo(truth(ALL_PODS));
            assertThat(served(WIDGETS)).isEqualTo(truth(WIDGETS));
        });
        readers = new Readers(serai.url(), Cluster.PODS + "/kept", ALL_PODS, ALL_PODS + "?" + WEB, WIDGETS);
    }

    @AfterEach
    void mend() {
        followers.forEach(Follower::close);
        Closing.close(readers);
        api.startApiServer();
        api.link().resume();
        api.kubectl("delete", "pods,widgets", "--all", "--grace-period=0", "--force");
    }

    @Test
    void anOutageIsSatOutByReadersAndMadeUpForByWatchers() {
        follow();
        changeMuch("before");
        awaitFollowed();
        Map<String, String> last = truth(ALL_PODS);

        api.stopApiServer();

        await().during(OUTAGE).atMost(OUTAGE.plus(SOON)).until(() -> readers.failures()
                .isEmpty());
        assertThat(serai.get(ALL_PODS).headers().firstValue("warning").orElse("none"))
                .startsWith("110");
        assertRefused(serai.get("/api/v1/namespaces/default/services"));
        // Who comes now is told what is known.
        int before = followers.size();
        follow();
        await().atMost(SOON).untilAsserted(() -> assertThat(followers.subList(before, followers.size()))
                .filteredOn(follower -> follower.toString().contains(ALL_PODS))
                .allSatisfy(follower -> assertThat(follower.known()).isEqualTo(last)));

        api.startApiServerBehindClosedLink();
        changeMuch("while-away");
        api.link().resume();
        awaitFollowed();
        changeMuch("after");
        awaitFollowed();
        assertUnnoticed();
        assertThat(serai.get(ALL_PODS).headers().firstValue("warning")).isEmpty();
    }

    @Test
    void aGapThatNobodyRemembersIsBridged() {
        follow();
        awaitFollowed();
        List<Follower> away = followers.stream().map(Follower::comingBack).toList();

        api.link().cut();
        changeMuch("cut-off");
        api.compact();
        api.stopApiServer();
        api.startApiServerBehindClosedLink();
        changeMuch("restarted");
        api.compact();
        api.link().resume();

        awaitFollowed();
        away.forEach(follower -> followers.add(follower.start()));
        awaitFollowed();
        changeMuch("after");
        awaitFollowed();
        assertUnnoticed();
    }

    @Test
    void aNetworkThatPassesNothingHangsNobody() {
        follow();
        awaitFollowed();

        api.link().freeze();
        changeMuch("unheard");
        await().during(SOON).atMost(SOON.multipliedBy(2)).until(() -> readers.failures()
                .isEmpty());
        assertRefused(serai.get("/api/v1/namespaces/default/services"));
        api.link().resume();

        awaitFollowed();
        assertUnnoticed();
    }

    private static Socket slowWatcher(String path) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(64 * 1024);
        URI url = URI.create(serai.url());
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), url.getPort()));
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        socket.setSoTimeout((int) SOON.toMillis());
        byte[] head = new byte[12];
        assertThat(socket.getInputStream().readNBytes(head, 0, head.length)).isEqualTo(head.length);
        assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
        return socket;
    }

    private void follow() {
        follow(ALL_PODS);
        follow(WIDGETS);
    }

    private void follow(String path) {
        for (boolean streamingList : new boolean[] {false, true}) {
            followers.add(Follower.of(serai.url() + path, "", streamingList));
            if (path.equals(ALL_PODS)) {
                followers.add(Follower.of(serai.url() + Cluster.PODS, WEB, streamingList));
                followers.add(
                        Follower.of(serai.url() + path, "fieldSelector=metadata.namespace%3Ddefault", streamingList));
            }
        }
    }

    private void awaitFollowed() {
        await().atMost(RECOVERED).untilAsserted(this::assertFollowed);
    }

    private void assertFollowed() {
        Map<String, String> pods = truth(ALL_PODS);
        Map<String, String> web = truth(ALL_PODS + "?" + WEB);
        Map<String, String> widgets = truth(WIDGETS);
        assertThat(followers).allSatisfy(follower -> {
            Map<String, String> expected = follower.toString().contains("widgets")
                    ? widgets
                    : follower.toString().contains(WEB) ? web : pods;
            assertThat(follower.known()).as(follower.toString()).isEqualTo(expected);
        });
    }

    // No reader saw anything but 200, and no watcher what a client does not mend by itself.
    private void assertUnnoticed() {
        assertThat(readers.failures()).isEmpty();
        assertThat(readers.answered()).isPositive();
        assertThat(followers).allSatisfy(follower -> assertThat(follower.complaints())
                .as(follower.toString())
                .isEmpty());
    }

    private static void assertRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isIn(503, 504);
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
        assertThat(Json.parse(answer.body()).path("kind").asText()).isEqualTo("Status");
    }

    /** One of each kind of change, of pods and of widgets. */
    private static void changeMuch(String step) {
        run("new-" + step, "web");
        label("changed", "step=" + step);
        label("kept", truth(ALL_PODS + "?" + WEB).containsKey("default/kept") ? "tier=db" : "tier=web");
        delete("deleted");
        run("deleted", "db");
        delete("deleted");
        delete("replaced");
        run("replaced", "web");
        run("deleted", "web");
        delete("deleted");
        run("deleted", "web");
        api.kubectlWithInput(Widgets.named("new-" + step, 1), "create", "-f", "-");
        api.kubectl("label", "widget", "red", "step=" + step, "--overwrite");
    }

    private static void run(String name, String tier) {
        api.kubectl("run", name, "--image=example.com/shop:1", "--labels=tier=" + tier);
    }

    private static void label(String name, String label) {
        api.kubectl("label", "pod", name, label, "--overwrite");
    }

    private static void delete(String name) {
        api.kubectl("delete", "pod", name, "--grace-period=0", "--force");
    }

    private static String version() {
        return Json.parse(serai.get(Cluster.PODS).body())
                .at("/metadata/resourceVersion")
                .asText();
    }

    private static Map<String, String> served(String path) {
        return states(serai.get(path).body());
    }

    private static Map<String, String> truth(String path) {
        return states(api.client().raw(path));
    }

    private static Map<String, String> states(String list) {
        Map<String, String> states = new TreeMap<>();
        for (JsonNode object : Json.parse(list).path("items")) {
            JsonNode metadata = object.path("metadata");
            states.put(
                    metadata.path("namespace").asText() + "/"
                            + metadata.path("name").asText(),
                    metadata.path("uid").asText() + "@"
                            + metadata.path("resourceVersion").asText());
        }
        return states;
    }
}
