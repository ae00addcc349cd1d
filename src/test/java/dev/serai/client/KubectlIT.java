package dev.serai.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.KubectlUser;
import dev.serai.fixture.api.KubectlUser.Printed;
import dev.serai.fixture.api.KubectlUser.Running;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.api.Widgets;
import dev.serai.fixture.http.Json;
import dev.serai.fixture.process.Closing;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real kubectl prints with {@code --server} at Serai what it prints with the API server itself. */
@Timeout(120)
class KubectlIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    // An age: kubectl counts it from when it is asked.
    private static final Pattern AGE = Pattern.compile("(?<![\\w.-])(\\d+[smhdy])+(?![\\w.-])");

    private static KubeApi api;
    private static SeraiProcess serai;
    private static KubectlUser direct;
    private static KubectlUser through;

    @BeforeAll
    static void start() {
        api = KubeApi.start();
        Widgets.define(api);
        serai = Cluster.serai(api.kubeconfig())
                .set("SERAI_CACHE_RESOURCES", "pods," + Widgets.CRD)
                .start()
                .awaitReady(Cluster.STARTED);
        direct = KubectlUser.with(api.directKubeconfig());
        through = KubectlUser.at(serai.url());
        fill();
    }

    private static void fill() {
        api.kubectlWithInput(NODE, "create", "-f", "-");
        api.kubectl("patch", "node", "node-1", "--subresource=status", "--patch", NODE_WITHOUT_KUBELET);
        api.kubectl("create", "namespace", "other");
        for (String name : List.of("web-0", "web-1", "web-2", "web-3", "web-4")) {
            api.kubectl("run", name, "--image=example.com/web:1", "--labels=app=web,name=" + name);
        }
        api.kubectl("run", "apart", "-n", "other", "--image=example.com/web:1", "--labels=app=web");
        api.kubectlWithInput(Pods.full("full"), "create", "-f", "-");
        api.kubectlWithInput(RUNNING_POD, "create", "-f", "-");
        api.kubectl("patch", "pod", "running", "--subresource=status", "--patch", RUNNING_STATUS);
        api.kubectl("patch", "pod", "web-4", "--subresource=status", "--patch", NOMINATED_STATUS);
        api.kubectlWithInput(Widgets.named("red", 3), "create", "-f", "-");
        api.kubectlWithInput(Widgets.named("blue", 5), "create", "-f", "-");
        api.kubectlWithInput(EVENT, "create", "-f", "-");
        // The last change of each cached resource.
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(through.run("get", "pod", "running", "-o", "yaml").out()).contains("phase: Running");
            assertThat(through.run("get", "widget", "blue", "-o", "name").exit())
                    .isZero();
        });
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable part : new AutoCloseable[] {through, direct, serai, api}) {
            Closing.close(part);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get pods -o yaml",
                "get pods -o json",
                "get pods -A -o name",
                "get pod running -o yaml",
                "get pod running -o json",
                "get pods web-0 web-1 missing -o yaml",
                "get pods -l app=web -o jsonpath={.items[*].metadata.uid}",
                "get pods -o custom-columns=N:.metadata.name,NODE:.spec.nodeName",
                "get pods --chunk-size=2 -o yaml",
                "get widgets -o yaml",
                "get widget red -o json",
                "get services -o yaml",
                "get pod running --subresource=status -o yaml",
                "get pod missing",
                "get pod missing --ignore-not-found",
                "get widget missing",
                "get pods -n missing",
                "get nosuch",
                "get pods --field-selector=spec.foo=bar",
                "get pods --field-selector=metadata.name",
                "get widgets --field-selector=spec.size=3",
                "get pods -l a=b=c",
                "get pods -l app=nobody",
                "logs running",
                "logs web-0",
                "logs missing",
                "logs -l app=web",
                "logs running -c nosuch",
                "api-resources",
                "api-resources --namespaced=false -o wide",
                "api-resources --api-group=example.com",
                "api-versions",
                "explain pods.spec",
                "explain pod.spec.containers.ports --recursive",
                "explain widgets.spec",
                "explain pods.nosuch",
                "version",
                "version -o json",
                "get --raw /version",
                "get --raw /apis/example.com/v1",
                "get --raw /api/v1/namespaces/default/services",
                "get --raw /nowhere",
                "wait --for=condition=Ready pod/running",
                "wait --for=condition=Ready pod/web-0 --timeout=1s",
                "wait --for=jsonpath={.status.phase}=Running pod/running",
                "wait --for=jsonpath={.spec.colour}=red widget/red",
                "wait --for=delete pod/missing",
            })
    void printsTheSame(String command) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(ask(through, command)).isEqualTo(ask(direct, command)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get pods",
                "get pods -o wide",
                "get pods -A",
                "get pods -A -o wide",
                "get pods -l app=web",
                "get pods -l app=web,name!=web-1",
                "get pods --field-selector=status.phase=Running",
                "get pods -A --field-selector=metadata.namespace!=default",
                "get pods --field-selector=spec.nodeName=node-1 -o wide",
                "get pods --show-labels",
                "get pods -L app,name",
                "get pods --no-headers",
                "get pods --show-kind",
                "get pods --sort-by=.metadata.uid",
                "get pods --chunk-size=2",
                "get pod running",
                "get pods web-3 running missing",
                "get pod running --subresource=status",
                "get pods,services,widgets",
                "get all",
                "get widgets",
                "get widgets -o wide",
                "get wd/blue",
                "get widgets -A",
                "get services",
                "get nodes -o wide",
                "events",
                "describe pod running",
                "describe pod full",
                "describe pods -l app=web",
                "describe widgets",
                "describe service kubernetes",
                "describe pod missing",
            })
    void printsTheSameButForAges(String command) {
        await().atMost(SOON).untilAsserted(() -> assertThat(ageless(ask(through, command)))
                .isEqualTo(ageless(ask(direct, command))));
    }

    @Test
    void aRawListIsTheSameButForManagedFields() {
        String pods = "/api/v1/namespaces/default/pods";

        await().atMost(SOON).untilAsserted(() -> {
            var served =
                    Json.withoutManagedFields(ask(through, "get --raw " + pods).out());
            var own = Json.withoutManagedFields(ask(direct, "get --raw " + pods).out());
            assertThat(served.path("items")).isEqualTo(own.path("items"));
            assertThat(served.path("kind")).isEqualTo(own.path("kind"));
        });
    }

    @Test
    void chunksAreAskedForOneAfterTheOther() {
        Printed chunked = ask(through, "get pods -l app=web --chunk-size=2 -v=6");

        assertThat(chunked.err().lines().filter(line -> line.contains("limit=2")))
                .hasSize(3);
        assertThat(chunked.err().lines().filter(line -> line.contains("continue=")))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-o json", "-o wide --show-labels", "-A"})
    void watchingPrintsTheSame(String how) {
        String name = "watched-" + Integer.toHexString(how.hashCode());
        String command = "get pods --watch --output-watch-events -l watched=" + name + " " + how;
        api.kubectl("run", name, "--image=example.com/web:1", "--labels=watched=" + name);
        await().atMost(SOON)
                .until(() -> ask(through, "get pod " + name + " -o name").exit() == 0);

        try (Running served = through.start(words(command));
                Running own = direct.start(words(command))) {
            for (Running either : List.of(served, own)) {
                await().atMost(SOON).until(() -> either.out().contains("ADDED"));
            }
            api.kubectl("run", name + "-2", "--image=example.com/web:1", "--labels=watched=" + name);
            api.kubectl("patch", "pod", name, "--subresource=status", "--patch", RUNNING_STATUS);
            api.kubectl("label", "pod", name, "watched=no-more", "--overwrite");
            api.kubectl("label", "pod", name, "watched=" + name, "--overwrite");
            api.kubectl("delete", "pod", name, name + "-2", "--grace-period=0", "--force");

            await().atMost(SOON).until(() -> count("DELETED", own.out()) == 3);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(comparable(served.out())).isEqualTo(comparable(own.out())));
            assertThat(served.isAlive()).as(served.err()).isTrue();
            assertThat(served.err()).isEqualTo(own.err());
        }
    }

    @Test
    void watchingOnePodPrintsItsChanges() {
        api.kubectl("run", "one", "--image=example.com/web:1");
        await().atMost(SOON).until(() -> ask(through, "get pod one").exit() == 0);

        try (Running watching = through.start("get", "pod", "one", "--watch", "-v=6")) {
            // Not before: kubectl leaves out the first state that the watch brings, whatever it is by then.
            await().atMost(SOON).until(() -> watching.err().contains("watch=true"));
            api.kubectl("patch", "pod", "one", "--subresource=status", "--patch", RUNNING_STATUS);

            await().atMost(SOON).until(() -> watching.out().contains("CrashLoopBackOff"));
            assertThat(watching.out().lines()).as(watching.out()).hasSize(3);
            assertThat(watching.isAlive()).isTrue();
        }
    }

    @Test
    void waitingEndsWhenWhatIsWaitedForHappens() {
        api.kubectl("run", "waited", "--image=example.com/web:1");
        await().atMost(SOON).until(() -> ask(through, "get pod waited").exit() == 0);

        try (Running ready = waiting("--for=condition=Ready");
                Running phase = waiting("--for=jsonpath={.status.phase}=Running");
                Running gone = waiting("--for=delete")) {
            api.kubectl("patch", "pod", "waited", "--subresource=status", "--patch", RUNNING_STATUS);

            assertEnded(ready);
            assertEnded(phase);
            assertThat(gone.isAlive()).isTrue();
            api.kubectl("delete", "pod", "waited", "--grace-period=0", "--force");
            assertEnded(gone);
        }
    }

    // Events as JSON come with the managed fields, which Serai leaves out.
    private static String comparable(String out) {
        return ageless(out.lines()
                .map(line -> line.startsWith("{") ? withoutManagedFields(line) : line)
                .collect(Collectors.joining("\n")));
    }

    private static String withoutManagedFields(String event) {
        JsonNode json = Json.parse(event);
        ((ObjectNode) json.at("/object/metadata")).remove("managedFields");
        return json.toString();
    }

    private static Running waiting(String what) {
        Running waiting = through.start("wait", what, "pod/waited", "--timeout=60s", "-v=6");
        // Else the condition could hold before kubectl watches, and no watch would be needed.
        await().atMost(SOON).until(() -> waiting.err().contains("watch=true"));
        return waiting;
    }

    private static void assertEnded(Running waiting) {
        Printed printed = waiting.awaitExit(SOON);
        assertThat(printed.out()).isEqualTo("pod/waited condition met\n");
        assertThat(printed.exit()).isZero();
    }

    @Test
    void whatOneUserHasAskedForServesANewcomerWhileTheApiServerIsAway() {
        List<String> commands = List.of("get pods", "get pods -o wide", "api-resources", "explain pods.spec");
        try (KubectlUser earlier = KubectlUser.at(serai.url());
                KubectlUser newcomer = KubectlUser.at(serai.url())) {
            List<Printed> before =
                    commands.stream().map(command -> ask(earlier, command)).toList();
            api.stopApiServer();
            List<Printed> during =
                    commands.stream().map(command -> ask(newcomer, command)).toList();

            assertThat(during)
                    .allSatisfy(printed ->
                            assertThat(printed.exit()).as(printed.err()).isZero());
            assertThat(during.stream().map(printed -> ageless(printed.out())))
                    .isEqualTo(before.stream()
                            .map(printed -> ageless(printed.out()))
                            .toList());
        } finally {
            api.startApiServer();
        }
        // The tests that follow expect Serai to be up to date soon.
        api.kubectl("run", "after", "--image=example.com/web:1");
        await().atMost(Cluster.STARTED)
                .until(() -> ask(through, "get pod after").exit() == 0);
    }

    private static Printed ask(KubectlUser user, String command) {
        return user.run(words(command));
    }

    private static String[] words(String command) {
        return command.strip().split(" ");
    }

    private static Printed ageless(Printed printed) {
        return new Printed(printed.exit(), ageless(printed.out()), ageless(printed.err()));
    }

    // The wider an age, the wider its column: what is between the columns does not count either.
    private static String ageless(String text) {
        return AGE.matcher(text)
                .replaceAll("<age>")
                .lines()
                .map(line ->
                        Arrays.stream(line.split(" {2,}")).map(String::strip).collect(Collectors.joining(" | ")))
                .collect(Collectors.joining("\n"));
    }

    private static long count(String word, String text) {
        return Pattern.compile("\\b" + word + "\\b").matcher(text).results().count();
    }

    private static final String NODE = """
            {"apiVersion":"v1","kind":"Node","metadata":{"name":"node-1"}}""";

    // Nothing listens there: what the API server says of logs is then the same every time.
    private static final String NODE_WITHOUT_KUBELET = """
            {"status":{"addresses":[{"type":"InternalIP","address":"127.0.0.1"}],
             "daemonEndpoints":{"kubeletEndpoint":{"Port":1}}}}""";

    private static final String RUNNING_POD = """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"running","labels":{"app":"shop"}},
             "spec":{"nodeName":"node-1","readinessGates":[{"conditionType":"example.com/gate"}],
              "containers":[{"name":"main","image":"example.com/shop:1"},{"name":"side","image":"example.com/side:1"}]}}
            """;

    private static final String RUNNING_STATUS = """
            {"status":{"phase":"Running","podIP":"10.1.2.3","podIPs":[{"ip":"10.1.2.3"}],
             "startTime":"2026-01-02T03:04:05Z",
             "conditions":[{"type":"Ready","status":"True"},{"type":"example.com/gate","status":"True"}],
             "containerStatuses":[
              {"name":"main","image":"example.com/shop:1","imageID":"","ready":true,"restartCount":3,
               "state":{"running":{"startedAt":"2026-01-02T03:04:05Z"}},
               "lastState":{"terminated":{"exitCode":1,"reason":"Error","finishedAt":"2026-01-02T03:04:04Z"}}},
              {"name":"side","image":"example.com/side:1","imageID":"","ready":false,"restartCount":0,
               "state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}}""";

    private static final String NOMINATED_STATUS = """
            {"status":{"nominatedNodeName":"node-1","conditions":[{"type":"PodScheduled","status":"False",
             "reason":"SchedulingGated"}]}}""";

    private static final String EVENT = """
            {"apiVersion":"v1","kind":"Event","metadata":{"name":"pulled.1","namespace":"default"},
             "type":"Normal","reason":"Pulled","message":"Image was there","count":2,
             "source":{"component":"kubelet","host":"node-1"},
             "firstTimestamp":"2026-01-02T03:04:05Z","lastTimestamp":"2026-01-02T03:05:05Z",
             "involvedObject":{"apiVersion":"v1","kind":"Pod","name":"running","namespace":"default"}}""";
}
