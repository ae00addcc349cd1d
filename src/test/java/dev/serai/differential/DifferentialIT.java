package dev.serai.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.http.RawAnswer;
import dev.serai.fixture.http.RawHttp;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The same request to the API server and to Serai gets the same answer: every row of {@code requests.yaml}. */
class DifferentialIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int ASKING_AT_ONCE = 6;
    private static final int WATCHING_AT_ONCE = 24;
    private static final Map<String, String> CACHED = Map.of(
            "pods", "/api/v1/pods",
            "configmaps", "/api/v1/configmaps",
            "deployments", "/apis/apps/v1/deployments",
            "nodes", "/api/v1/nodes",
            "widgets", "/apis/example.com/v1/widgets");

    private static final Map<String, List<DifferentialRow>> TABLE =
            DifferentialRow.read(DifferentialCluster.resource("requests.yaml"));
    // Everything is asked ahead, because most of the time goes into waiting; the tests only look.
    private static final Map<DifferentialRow, CompletableFuture<List<String>>> DIFFERENCES = new IdentityHashMap<>();
    private static final Map<String, String> PLACEHOLDERS = new HashMap<>();

    private static final ExecutorService ASKING = Executors.newFixedThreadPool(ASKING_AT_ONCE);
    private static final ExecutorService WATCHING = Executors.newFixedThreadPool(WATCHING_AT_ONCE);
    private static final ExecutorService WATCHING_LIVE = Executors.newCachedThreadPool();

    private static KubeApi kube;
    private static SeraiProcess process;
    private static RawHttp api;
    private static RawHttp serai;

    @BeforeAll
    static void ask() {
        kube = KubeApi.start();
        var cluster = new DifferentialCluster(kube);
        cluster.fill();
        PLACEHOLDERS.put("gone", cluster.forgetThePast());
        api = RawHttp.tls(port(kube.client().getConfiguration().getMasterUrl()), cluster.administratorToken());
        await().atMost(SOON).until(() -> CACHED.values().stream()
                .allMatch(list -> get(api, list + "?resourceVersion=0").status() == 200));
        process = Cluster.serai(kube.kubeconfig())
                .set("SERAI_CACHE_RESOURCES", "pods,configmaps,deployments.apps,nodes,widgets.example.com")
                .set("SERAI_READS_PER_SECOND", "10000")
                .start()
                .awaitReady(Cluster.STARTED);
        serai = RawHttp.plain(port(process.url()));
        awaitCaughtUp();

        PLACEHOLDERS.put(
                "before",
                Json.parse(get(api, CACHED.get("pods")).text())
                        .at("/metadata/resourceVersion")
                        .asText());
        List<DifferentialRow> live = rows(DifferentialRow.Kind.LIVE);
        var opened = new CountDownLatch(2 * live.size());
        live.forEach(row -> DIFFERENCES.put(row, differences(row, WATCHING_LIVE, opened::countDown)));
        await().atMost(SOON).until(() -> opened.getCount() == 0);
        cluster.change();
        awaitCaughtUp();
        CACHED.forEach((resource, list) -> PLACEHOLDERS.put(resource, newest(list)));

        for (DifferentialRow.Kind kind : DifferentialRow.Kind.values()) {
            if (kind != DifferentialRow.Kind.LIVE) {
                ExecutorService executor = kind == DifferentialRow.Kind.WATCH ? WATCHING : ASKING;
                rows(kind).forEach(row -> DIFFERENCES.put(row, differences(row, executor, () -> {})));
            }
        }
    }

    @AfterAll
    static void stop() {
        Stream.of(ASKING, WATCHING, WATCHING_LIVE).forEach(ExecutorService::shutdownNow);
        if (process != null) {
            process.close();
        }
        if (kube != null) {
            kube.close();
        }
    }

    @TestFactory
    Stream<DynamicContainer> seraiAnswersAsTheApiServerDoes() {
        return TABLE.entrySet().stream()
                .map(section -> DynamicContainer.dynamicContainer(
                        section.getKey(), section.getValue().stream().map(DifferentialIT::test)));
    }

    private static DynamicTest test(DifferentialRow row) {
        return DynamicTest.dynamicTest(
                row.title(),
                () -> assertThat(DIFFERENCES.get(row).join()).as(row.title()).isEmpty());
    }

    private static CompletableFuture<List<String>> differences(
            DifferentialRow row, ExecutorService executor, Runnable onHead) {
        var expected = CompletableFuture.supplyAsync(() -> answers(api, row, onHead), executor);
        var actual = CompletableFuture.supplyAsync(() -> answers(serai, row, onHead), executor);
        return expected.thenCombine(actual, (one, other) -> Differences.between(row, one, other));
    }

    // One answer, but for a list that is walked page by page.
    private static List<RawAnswer> answers(RawHttp server, DifferentialRow row, Runnable onHead) {
        String target = resolved(row.target());
        if (row.after() != null) {
            JsonNode asked =
                    Json.parse(get(server, resolved(row.after())).text()).path("metadata");
            target = target.replace("{next}", asked.path("continue").asText())
                    .replace("{version}", asked.path("resourceVersion").asText());
        }
        List<RawAnswer> pages = new ArrayList<>();
        pages.add(server.ask(row.method(), target, row.headers(), row.body(), onHead));
        if (row.kind() == DifferentialRow.Kind.PAGES) {
            // A token holds its version; clients that walk pages name none beside it.
            String list = target.replaceAll("&resourceVersion(Match)?=[^&]*", "");
            for (String token = continueToken(pages.get(0));
                    !token.isEmpty();
                    token = continueToken(pages.get(pages.size() - 1))) {
                pages.add(server.ask("GET", list + "&continue=" + token, row.headers(), null));
            }
        }
        return pages;
    }

    private static RawAnswer get(RawHttp server, String target) {
        return server.ask("GET", target, List.of("Accept: application/json"), null);
    }

    private static String continueToken(RawAnswer page) {
        return Json.parse(page.text()).at("/metadata/continue").asText();
    }

    private static String resolved(String target) {
        String resolved = target;
        for (Map.Entry<String, String> placeholder : PLACEHOLDERS.entrySet()) {
            resolved = resolved.replace("{" + placeholder.getKey() + "}", placeholder.getValue());
        }
        return resolved;
    }

    private static void awaitCaughtUp() {
        await().atMost(SOON).untilAsserted(() -> {
            for (String list : CACHED.values()) {
                assertThat(versions(serai, list)).as(list).isEqualTo(versions(api, list));
            }
        });
    }

    private static String newest(String list) {
        return versions(api, list).values().stream()
                .max(Comparator.comparing(Long::valueOf))
                .orElseThrow();
    }

    private static Map<String, String> versions(RawHttp server, String list) {
        return StreamSupport.stream(
                        Json.parse(get(server, list).text()).path("items").spliterator(), false)
                .map(item -> item.path("metadata"))
                .collect(Collectors.toMap(
                        metadata -> metadata.path("uid").asText(),
                        metadata -> metadata.path("resourceVersion").asText()));
    }

    private static List<DifferentialRow> rows(DifferentialRow.Kind kind) {
        return TABLE.values().stream()
                .flatMap(List::stream)
                .filter(row -> row.kind() == kind)
                .toList();
    }

    private static int port(String url) {
        return URI.create(url).getPort();
    }
}
