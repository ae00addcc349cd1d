package dev.serai.service;

import static dev.serai.fixture.process.Cluster.PODS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.docs.MetricsPage;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Overlay;
import dev.serai.fixture.http.WebhookReceiver;
import dev.serai.fixture.kafka.KafkaBroker;
import dev.serai.fixture.process.Closing;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What deploy/ renders: a real API server takes it, and Serai starts with the very environment that it gives. */
class OverlaysIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String SERAI = "system:serviceaccount:serai:serai";

    private static KubeApi api;

    @BeforeAll
    static void start() {
        api = KubeApi.start();
        Overlay.defineMonitors(api);
    }

    @AfterAll
    static void stop() {
        Closing.close(api);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deploy/base",
                "deploy/crd",
                "deploy/overlays/gateway",
                "deploy/overlays/replicas",
                "deploy/overlays/node-agent"
            })
    void theApiServerTakesAllOfIt(String directory) {
        Overlay overlay = Overlay.render(api, directory);
        // A dry run makes no namespace for what is in it.
        overlay.objects().stream()
                .filter(Namespace.class::isInstance)
                .forEach(namespace -> api.client().resource(namespace).unlock().serverSideApply());

        String said = api.kubectlWithInput(overlay.text(), "apply", "--dry-run=server", "--validate=strict", "-f", "-");

        assertThat(said.lines()).hasSameSizeAs(overlay.objects()).allSatisfy(line -> assertThat(line)
                .endsWith("(server dry run)"));
    }

    @Test
    void theGatewayKnowsItsCallersAndShowsTheMetricsOfThePage() throws Exception {
        Overlay overlay = Overlay.render(api, "deploy/overlays/gateway");
        apply(overlay);
        assertAdmitted(overlay, "gateway");
        api.kubectl("create", "serviceaccount", "reader");
        api.kubectl("create", "clusterrole", "reader", "--verb=get,list,watch", "--resource=pods");
        api.kubectl(
                "create", "clusterrolebinding", "reader", "--clusterrole=reader", "--serviceaccount=default:reader");
        String reader = token("default", "reader");
        try (var hook = new WebhookReceiver();
                SeraiProcess gateway = SeraiProcess.with(overlay.environment())) {
            gateway.set("KUBECONFIG", kubeconfig(gateway).toString()).start().awaitReady(Cluster.STARTED);

            assertThat(gateway.get(PODS).statusCode()).isEqualTo(401);
            assertThat(ask(gateway.url() + PODS, gateway, reader).statusCode()).isEqualTo(200);
            String scraping = "/observe/metrics";
            assertThat(ask(gateway.managementUrl() + scraping, gateway, reader).statusCode())
                    .isEqualTo(403);
            String scraper = token("serai", "serai-metrics");
            assertThat(ask(gateway.managementUrl() + scraping, gateway, scraper).statusCode())
                    .isEqualTo(200);

            gateway.terminate();
            // What an operator adds to it. Only then all metrics are there.
            hook.answerWith(413, Map.of());
            api.kubectl("create", "clusterrolebinding", "all", "--clusterrole=cluster-admin", "--user=" + SERAI);
            gateway.set("SERAI_EVENTS_WEBHOOK_URL", hook.url())
                    .set("SERAI_PREPULL_LEASE", "prepull")
                    .set("SERAI_CACHE_RESOURCES", "pods,imageprepulls.serai.dev")
                    .start()
                    .awaitReady(Cluster.STARTED);
            assertThat(ask(gateway.url() + PODS, gateway, reader).statusCode()).isEqualTo(200);
            api.kubectlWithInput("""
                    {"apiVersion":"serai.dev/v1alpha1","kind":"ImagePrepull","metadata":{"name":"none"},
                     "spec":{"nodeSelector":{"matchLabels":{"pool":"none"}},"images":["registry.example.com/app:1"]}}
                    """, "create", "-f", "-");
            api.kubectlWithInput("""
                    {"apiVersion":"v1","kind":"Pod","metadata":{"name":"told"},
                     "spec":{"containers":[{"name":"main","image":"registry.example.com/app:1"}]}}
                    """, "create", "-f", "-");
            assertThat(post(gateway, reader, "refused").statusCode()).isEqualTo(403);
            assertThat(post(gateway, token("serai", "serai"), "written").statusCode())
                    .isEqualTo(201);

            await().atMost(SOON).untilAsserted(() -> {
                String metrics = ask(gateway.managementUrl() + scraping, gateway, scraper)
                        .body();
                assertThat(MetricsPage.exposed(metrics))
                        .isEqualTo(MetricsPage.read().names());
                assertThat(metrics)
                        .containsPattern(
                                "serai_requests_total\\{cache=\"hit\",code=\"200\",[^}]*route=\"read-core\"[^}]*} 1")
                        .containsPattern(
                                "serai_requests_total\\{cache=\"none\",code=\"403\",[^}]*route=\"none\"[^}]*} 1")
                        .containsPattern(
                                "serai_requests_total\\{cache=\"none\",code=\"201\",[^}]*route=\"create-core\"} 1")
                        .containsPattern("serai_events_dead_letters_left(\\{[^}]*})? 2");
            });
        }
    }

    @Test
    void ofTheReplicasOnePublishesAndBothRead() throws Exception {
        Overlay overlay = Overlay.render(api, "deploy/overlays/replicas");
        apply(overlay);
        assertAdmitted(overlay, "replica");
        try (var kafka = KafkaBroker.create();
                SeraiProcess one = SeraiProcess.with(overlay.environment());
                SeraiProcess other = SeraiProcess.with(overlay.environment())) {
            for (SeraiProcess replica : List.of(one, other)) {
                replica.set("KUBECONFIG", kubeconfig(replica).toString())
                        .set("SERAI_EVENTS_KAFKA_BROKERS", kafka.bootstrapServers())
                        .start();
            }
            one.awaitReady(Cluster.STARTED);
            other.awaitReady(Cluster.STARTED);
            one.awaitHealthy(SOON);

            assertThat(one.get(PODS).statusCode()).isEqualTo(401);
            await().atMost(SOON)
                    .until(
                            () -> api.client()
                                    .leases()
                                    .inNamespace("serai")
                                    .withName("serai")
                                    .get(),
                            lease -> lease != null && holder(lease) != null);
            await().atMost(SOON).until(() -> topics(kafka).containsAll(Set.of("serai-ledger")));
        }
    }

    private static String holder(Lease lease) {
        return lease.getSpec().getHolderIdentity();
    }

    private static Set<String> topics(KafkaBroker kafka) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            return new TreeSet<>(admin.listTopics().names().get());
        }
    }

    private static void apply(Overlay overlay) {
        api.kubectlWithInput(overlay.text(), "apply", "-f", "-");
        api.kubectl("wait", "--for=condition=Established", "crd/imageprepulls.serai.dev");
    }

    // By the namespace's Pod Security level, and by the PriorityClass, which has to be there.
    private static void assertAdmitted(Overlay overlay, String name) {
        Pod made = api.client().resource(overlay.pod("serai", name)).create();
        assertThat(made.getSpec().getPriority()).isEqualTo(1_000_000);
        api.client().resource(made).withGracePeriod(0).delete();
    }

    private static String token(String namespace, String account) {
        return api.kubectl("create", "token", "-n", namespace, account).strip();
    }

    // The namespace is that of the pod.
    private static Path kubeconfig(SeraiProcess serai) throws IOException {
        return Files.writeString(Cluster.file(serai, "kubeconfig-in-pod"), """
                clusters: [{name: it, cluster: {server: "%s", insecure-skip-tls-verify: true}}]
                users: [{name: it, user: {token: "%s"}}]
                contexts: [{name: it, context: {cluster: it, user: it, namespace: serai}}]
                current-context: it
                """.formatted(
                        api.client().getMasterUrl(), token("serai", "serai")));
    }

    private static HttpResponse<String> ask(String url, SeraiProcess serai, String token) {
        return serai.send(HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + token)
                .build());
    }

    private static HttpResponse<String> post(SeraiProcess serai, String token, String pod) {
        return serai.send(HttpRequest.newBuilder(URI.create(serai.url() + PODS))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s"},
                         "spec":{"containers":[{"name":"main","image":"registry.example.com/app:1"}]}}
                        """.formatted(pod)))
                .build());
    }
}
