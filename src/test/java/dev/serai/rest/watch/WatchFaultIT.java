package dev.serai.rest.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.api.Widgets;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.http.Readers;
import dev.serai.fixture.http.Watching;
import dev.serai.fixture.process.Closing;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.ProcessUsage;
import dev.serai.fixture.process.SeraiProcess;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is between Serai and the cluster breaks, in every way it can: readers do not notice, watchers are told the truth. */
@Timeout(600)
class WatchFaultIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration RECOVERED = Duration.ofSeconds(60);
    private static final Duration OUTAGE = Duration.ofMinutes(1);
    // The API server sends a bookmark a minute; a connection that is silent for longer is given up.
    private static final Duration GIVEN_UP = Duration.ofSeconds(150);
    // Larger than all that a connection holds on its way to a watcher that does not read.
    private static final int CHANGES_UNREAD = 300;
    private static final int CHANGE_BYTES = 200_000;
    private static final int SLOW_WATCHERS = 5;
    // Less than those changes, and more than what TLS and a queue of 16 MiB take.
    private static final long HEAP_ALLOWANCE = 48 * 1024 * 1024;
    private static final String WEB = "labelSelector=tier%3Dweb";
    private static final String ALL_PODS = "/api/v1/pods";
    private static final String WIDGETS = "/apis/example.com/v1/widgets";

    private static final int WRITERS = 40;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

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
                // Each change holds an object, and in one test they are large.
                .set("SERAI_CACHE_HISTORY", "50")
                .start()
                .awaitReady(Cluster.STARTED);
    }

    private static void define() {
        Widgets.define(api);
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
        if (api.kubectl("get", "crd", "--ignore-not-found", "-o", "name").isBlank()) {
            define();
        }
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
        // Writers wait for an answer. Tables are made off the event loop, and must not wait with them.
        writeOften();
        await().during(SOON).atMost(SOON.multipliedBy(2)).until(() -> tables() == 200);
        await().during(SOON).atMost(SOON.multipliedBy(2)).until(() -> readers.failures()
                .isEmpty());
        assertRefused(serai.get("/api/v1/namespaces/default/services"));
        api.link().resume();

        awaitFollowed();
        assertUnnoticed();
    }

    @Test
    void aConnectionThatOnlyOneEndKnowsToBeBrokenIsGivenUp() {
        follow();
        awaitFollowed();

        api.link().strand();
        changeMuch("unheard");

        // What Serai cannot know it does not hide: the answer is as old as the last sign of the API server.
        await().atMost(RECOVERED)
                .untilAsserted(() -> assertThat(age(Cluster.PODS)).isGreaterThan(10));
        await().atMost(GIVEN_UP).untilAsserted(this::assertFollowed);
        assertThat(age(Cluster.PODS)).isLessThan(GIVEN_UP.toSeconds());
        changeMuch("after");
        awaitFollowed();
        assertUnnoticed();
    }

    @ParameterizedTest(name = "while Serai is cut off: {0}")
    @ValueSource(booleans = {false, true})
    void aResourceThatIsNoLongerDefinedEndsForItsWatchersAndComesBack(boolean cutOff) throws IOException {
        Closing.close(readers);
        readers = new Readers(serai.url(), Cluster.PODS + "/kept", ALL_PODS);
        follow();
        followers.forEach(Follower::patient);
        awaitFollowed();
        try (Watching watching = Watching.at(serai.url() + WIDGETS + "?watch=true")) {
            await().atMost(SOON).until(() -> !watching.events().isEmpty());
            if (cutOff) {
                api.link().cut();
            }
            api.kubectl("delete", "crd", Widgets.CRD);
            api.link().resume();

            // As the API server tells it: what there was is deleted, and that is all.
            await().atMost(RECOVERED).until(() -> watching.end() != null);
            assertThat(watching.end()).isEqualTo("in order");
            assertThat(watching.events())
                    .extracting(Watching.Event::type, Watching.Event::name)
                    .containsExactly(tuple("ADDED", "red"), tuple("DELETED", "red"));
        }
        await().atMost(RECOVERED).untilAsserted(() -> {
            for (String read : List.of(WIDGETS, WIDGETS + "?watch=true&timeoutSeconds=1", Widgets.PATH + "/red")) {
                HttpResponse<String> answer = serai.get(read);
                // The API server's own words, which for a group that it does not know are plain text.
                assertThat(answer.statusCode()).as(read).isEqualTo(404);
                assertThat(answer.headers().firstValue("cache-status")).hasValue("serai; fwd=bypass");
            }
        });
        assertThat(Cluster.ready(serai).statusCode()).isEqualTo(200);

        define();
        await().atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> api.kubectlWithInput(Widgets.named("red", 4), "apply", "-f", "-"));
        awaitFollowed();
        changeMuch("defined-again");
        awaitFollowed();
        await().atMost(RECOVERED)
                .untilAsserted(() -> assertThat(serai.get(WIDGETS).headers().firstValue("cache-status"))
                        .hasValue("serai; hit"));
        assertUnnoticed();
    }

    @Test
    void aWatcherThatStopsReadingIsCutOffAndTheOthersAreNot() throws IOException {
        follow();
        awaitFollowed();
        // What is made once for large objects, and the history of them, is there after the first.
        changeMuchOf("changed", "warm");
        awaitFollowed();
        long before = ProcessUsage.of(serai.pid()).liveBytes();
        List<Socket> slow = new ArrayList<>();
        try (Watching reading = Watching.at(serai.url() + ALL_PODS + "?watch=true&resourceVersion=" + version())) {
            for (int i = 0; i < SLOW_WATCHERS; i++) {
                slow.add(slowWatcher(ALL_PODS + "?watch=true"));
            }
            changeMuchOf("changed", "unread");

            await().atMost(RECOVERED).until(() -> reading.events().size() == CHANGES_UNREAD);
            assertThat(reading.events())
                    .extracting(event ->
                            event.object().at("/metadata/annotations/step").asText())
                    .isEqualTo(IntStream.range(0, CHANGES_UNREAD)
                            .mapToObj(i -> "unread-" + i)
                            .toList());
            assertThat(reading.end()).isNull();
            assertThat(ProcessUsage.of(serai.pid()).liveBytes()).isLessThan(before + HEAP_ALLOWANCE);
            for (Socket socket : slow) {
                assertThat(rest(socket)).doesNotContain("unread-" + (CHANGES_UNREAD - 1) + "\"");
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        awaitFollowed();
        assertUnnoticed();
    }

    private static void changeMuchOf(String pod, String step) {
        var resource = api.client().pods().inNamespace("default").withName(pod);
        for (int i = 0; i < CHANGES_UNREAD; i++) {
            resource.patch(
                    PatchContext.of(PatchType.JSON_MERGE),
                    "{\"metadata\":{\"annotations\":{\"step\":\"%s-%d\",\"load\":\"%s\"}}}"
                            .formatted(step, i, "x".repeat(CHANGE_BYTES)));
        }
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

    // All that is still on its way, until the connection ends or breaks; one that does neither is a failure.
    private static String rest(Socket socket) throws IOException {
        var read = new ByteArrayOutputStream();
        byte[] buffer = new byte[64 * 1024];
        try {
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                read.write(buffer, 0, n);
            }
        } catch (SocketException e) {
            // Broken off, as it should be.
            return read.toString(StandardCharsets.UTF_8);
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    private static void writeOften() {
        for (int i = 0; i < WRITERS; i++) {
            HTTP.sendAsync(
                    HttpRequest.newBuilder(URI.create(serai.url() + Cluster.PODS))
                            .header("Content-Type", "application/json")
                            .timeout(RECOVERED)
                            .POST(HttpRequest.BodyPublishers.ofString(Pods.small("waits-" + i)))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        }
    }

    private static int tables() {
        return serai.send(HttpRequest.newBuilder(URI.create(serai.url() + ALL_PODS))
                        .header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
                        .timeout(Duration.ofSeconds(5))
                        .build())
                .statusCode();
    }

    private static long age(String path) {
        return Long.parseLong(serai.get(path).headers().firstValue("age").orElseThrow());
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
