package dev.serai.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.differential.Twins;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.KubectlUser;
import dev.serai.fixture.api.KubectlUser.Printed;
import dev.serai.fixture.api.Pods;
import dev.serai.fixture.api.Widgets;
import dev.serai.fixture.http.HttpCaller;
import dev.serai.fixture.process.Closing;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real kubectl does with {@code --server} at Serai what it does at the API server, and says the same of it. */
@Timeout(180)
class KubectlWriteIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String PODS = "/api/v1/namespaces/{ns}/pods";
    private static final String CONFIG_MAPS = "/api/v1/namespaces/{ns}/configmaps";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/{ns}/deployments";
    private static final String WIDGETS = "/apis/example.com/v1/namespaces/{ns}/widgets";

    private static KubeApi kube;
    private static SeraiProcess serai;
    private static HttpCaller api;
    private static KubectlUser direct;
    private static KubectlUser through;

    @TempDir
    private Path files;

    private Twins twins;

    @BeforeAll
    static void start() {
        kube = KubeApi.start();
        Widgets.define(kube);
        serai = Cluster.serai(kube.kubeconfig())
                .set("SERAI_CACHE_RESOURCES", "pods,deployments.apps," + Widgets.CRD)
                .start()
                .awaitReady(Cluster.STARTED);
        api = Cluster.administrator(kube);
        direct = KubectlUser.with(kube.directKubeconfig());
        through = KubectlUser.at(serai.url());
        for (KubectlUser user : new KubectlUser[] {direct, through}) {
            user.set("TZ", "UTC").set("KUBE_EDITOR", "sed -i s/web:1/web:2/");
        }
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable part : new AutoCloseable[] {through, direct, serai, kube}) {
            Closing.close(part);
        }
    }

    @BeforeEach
    void twoNamespaces() {
        twins = new Twins(api, HttpCaller.plain(serai.url()));
    }

    @Test
    void creates() {
        both("create -f " + file("pod.json", Pods.full("full")));
        both("create -f " + file("widget.json", Widgets.named("red", 3)));
        both("create deployment web --image=example.com/web:1 --replicas=2 --port=80");
        both("create configmap settings --from-literal=a=b --from-literal=c=ünï");
        both("run one --image=example.com/web:1 --labels=app=web --env=A=B");
        refused("create -f " + files.resolve("pod.json"));
        refused("create -f " + file("invalid.json", Pods.small("Not_Valid")));
        refused("create -f " + file("unknown.yaml", "{apiVersion: v1, kind: ConfigMap, metadata: {name: u}, dat: {}}"));
        both("create --validate=warn -f " + files.resolve("unknown.yaml"));
        stored(PODS, CONFIG_MAPS, DEPLOYMENTS, WIDGETS);
    }

    @Test
    void applies() {
        String pod = file("pod.json", Pods.small("pod"));
        both("apply -f " + pod + " -f " + file("widget.json", Widgets.named("red", 3)));
        assertThat(both("apply -f " + pod).out()).contains("unchanged");
        both("apply -f " + file("pod.json", Pods.small("pod").replace("small:1", "small:2")));
        both("apply -f " + file("widget.json", Widgets.named("red", 4)));
        stored(PODS, WIDGETS);
    }

    @Test
    void appliesOnTheServerAndTellsOfConflicts() {
        String map = "{apiVersion: v1, kind: ConfigMap, metadata: {name: shared}, data: {key: %s}}";
        both("apply --server-side -f " + file("one.yaml", map.formatted("one")));
        String two = file("two.yaml", map.formatted("two"));
        Printed conflict = refused("apply --server-side --field-manager=other -f " + two);
        assertThat(conflict.err()).contains("conflict with \"kubectl\"");
        both("apply --server-side --field-manager=other --force-conflicts -f " + two);
        both("apply --server-side -f " + file("widget.json", Widgets.named("blue", 5)));
        stored(CONFIG_MAPS, WIDGETS);
    }

    @Test
    void editsAndPatches() {
        both("create deployment web --image=example.com/web:1");
        both("create -f " + file("widget.json", Widgets.named("red", 3)));
        both("edit deployment web");
        both("patch deployment web -p {\"spec\":{\"template\":{\"spec\":{\"hostname\":\"h\"}}}}");
        both("patch deployment web --type=merge -p {\"metadata\":{\"labels\":{\"app\":null,\"tier\":\"web\"}}}");
        both("patch deployment web --type=json -p [{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":4}]");
        both("patch deployment web --subresource=status --type=merge -p {\"status\":{\"replicas\":4}}");
        both("patch widget red --type=merge -p {\"spec\":{\"size\":9}}");
        refused("patch widget red -p {\"spec\":{\"size\":9}}");
        refused("patch widget missing --type=merge -p {}");
        stored(DEPLOYMENTS, WIDGETS);
    }

    @Test
    void replaces() {
        both("create -f " + file("pod.json", Pods.small("pod")));
        both("replace -f " + file("pod.json", Pods.small("pod").replace("small:1", "small:2")));
        both("replace --force --grace-period=0 -f "
                + file("pod.json", Pods.small("pod").replace("main", "other")));
        refused("replace -f " + file("missing.json", Pods.small("missing")));
        stored(PODS);
    }

    @Test
    void deletes() {
        for (String name : new String[] {"a", "b", "c", "d", "e"}) {
            both("run " + name + " --image=example.com/web:1 --labels=app=" + (name.compareTo("d") < 0 ? "x" : "y"));
        }
        both("delete pod a --grace-period=0 --force");
        both("delete pod b --grace-period=7");
        both("delete pods -l app=x --now");
        both("delete pod d --dry-run=server");
        both("delete pod missing --ignore-not-found");
        refused("delete pod missing");
        both("create deployment web --image=example.com/web:1");
        both("create deployment orphans --image=example.com/web:1");
        both("create deployment mine --image=example.com/web:1");
        both("delete deployment web --cascade=foreground --wait=false");
        both("delete deployment orphans --cascade=orphan --wait=false");
        both("delete deployment mine");
        both("create -f " + file("widget.json", Widgets.named("red", 3)));
        both("delete -f " + files.resolve("widget.json"));
        stored(PODS, DEPLOYMENTS);
        assertThat(twins.storedAlike(WIDGETS)).isEmpty();
    }

    @Test
    void scalesAndRestarts() {
        both("create deployment web --image=example.com/web:1");
        both("scale deployment web --replicas=5");
        both("scale deployment web --current-replicas=5 --replicas=3");
        refused("scale deployment web --current-replicas=5 --replicas=2");
        both("rollout restart deployment web");
        both("rollout pause deployment web");
        both("set image deployment/web web=example.com/web:3");
        both("set env deployment/web A=B");
        stored(DEPLOYMENTS);
    }

    @Test
    void labelsAndAnnotates() {
        both("run one --image=example.com/web:1 --labels=app=web");
        both("label pod one tier=web app-");
        refused("label pod one tier=api");
        both("label pod one tier=api --overwrite");
        both("label pods --all all=yes");
        both("annotate pod one note=ünï");
        both("annotate pod one note- other=");
        stored(PODS);
    }

    @Test
    void drainsANode() {
        for (String namespace : twins.namespaces()) {
            kube.kubectlWithInput(
                    "{apiVersion: v1, kind: Node, metadata: {name: node-of-" + namespace + "}}", "create", "-f", "-");
        }
        String pods = Pods.small("one") + "---\n" + Pods.small("two");
        String bound = "\"spec\":{\"nodeName\":\"node-of-{ns}\",";
        for (String namespace : twins.namespaces()) {
            String own = pods.replace("\"spec\":{", bound.replace("{ns}", namespace));
            kube.kubectlWithInput(own, "create", "-n", namespace, "-f", "-");
            await().atMost(SOON)
                    .until(() -> serai.get("/api/v1/namespaces/" + namespace + "/pods/two")
                                    .statusCode()
                            == 200);
        }
        both("cordon node-of-{ns}");
        Printed drained = both("drain node-of-{ns} --force --grace-period=0");
        assertThat(drained.out().lines().filter(line -> line.endsWith("evicted")))
                .hasSize(2);
        both("uncordon node-of-{ns}");
        assertThat(twins.storedAlike(PODS)).isEmpty();
    }

    @Test
    void nothingIsStoredOnADryRun() {
        both("create --dry-run=server -f " + file("pod.json", Pods.full("full")));
        both("apply --dry-run=server -f " + files.resolve("pod.json"));
        both("apply --server-side --dry-run=server -f " + files.resolve("pod.json"));
        both("create deployment web --image=example.com/web:1");
        both("scale deployment web --replicas=9 --dry-run=server");
        both("label deployment web a=b --dry-run=server");
        assertThat(twins.storedAlike(PODS)).isEmpty();
        assertThat(twins.storedAlike(DEPLOYMENTS)
                        .get("web")
                        .at("/spec/replicas")
                        .asInt())
                .isEqualTo(1);
    }

    private Printed both(String command) {
        Printed own = compare(command);
        assertThat(own.exit()).as("%s: %s", command, own.err()).isZero();
        return own;
    }

    private Printed refused(String command) {
        Printed own = compare(command);
        assertThat(own.exit()).as("%s: %s", command, own.out()).isNotZero();
        return own;
    }

    private Printed compare(String command) {
        Printed own = nameless(direct.run(words(command, twins.namespaces().get(0))));
        Printed got = nameless(through.run(words(command, twins.namespaces().get(1))));
        assertThat(got).as(command).isEqualTo(own);
        return own;
    }

    private Printed nameless(Printed printed) {
        // Evictions run side by side.
        String sorted = String.join("\n", printed.out().lines().sorted().toList());
        return new Printed(printed.exit(), twins.nameless(sorted), twins.nameless(printed.err()));
    }

    private static String[] words(String command, String namespace) {
        return ("-n {ns} " + command).replace("{ns}", namespace).split(" ");
    }

    private void stored(String... collections) {
        for (String collection : collections) {
            assertThat(twins.storedAlike(collection)).isNotEmpty();
        }
    }

    private String file(String name, String content) {
        try {
            return Files.writeString(files.resolve(name), content).toString();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
