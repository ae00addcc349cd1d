package dev.serai.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fixture.api.FieldValues;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.OpenApiSchema;
import dev.serai.fixture.api.RandomObjects;
import dev.serai.fixture.http.HttpCaller;
import dev.serai.fixture.process.Closing;
import dev.serai.fixture.process.Cluster;
import dev.serai.fixture.process.SeraiProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever field an object has, what is stored when it is written through Serai is what is stored when it is written to
 * the API server. The objects are made from the API server's own schema; {@code values.yaml} tells what that leaves
 * open. {@code -Dserai.fidelity.seed=} repeats a run.
 */
@Timeout(300)
class FidelityIT {

    // What is off by default and has fields of its own.
    private static final String GATES = "--feature-gates=ClusterTrustBundle=true,ClusterTrustBundleProjection=true,"
            + "ContainerStopSignals=true,CrossNamespaceVolumeDataSource=true,DRAExtendedResource=true,"
            + "GangScheduling=true,GenericWorkload=true,InPlacePodLevelResourcesVerticalScaling=true,"
            + "NodeDeclaredFeatures=true,PodCertificateRequest=true,ResourceHealthStatus=true,"
            + "RestartAllContainersOnContainerExits=true,TaintTolerationComparisonOperators=true,"
            + "UserNamespacesHostNetworkSupport=true";
    private static final long SEED = Long.getLong("serai.fidelity.seed", System.nanoTime());

    private static KubeApi kube;
    private static SeraiProcess process;
    private static Twins twins;
    private static HttpCaller api;
    private static FieldValues values;

    @BeforeAll
    static void start() throws IOException {
        kube = KubeApi.start(GATES);
        process = Cluster.serai(kube.kubeconfig())
                .set("SERAI_WRITES_PER_SECOND", "100000")
                .set("SERAI_WRITES_PER_CALLER_PER_SECOND", "100000")
                .start()
                .awaitReady(Cluster.STARTED);
        api = Cluster.administrator(kube);
        twins = new Twins(api, HttpCaller.plain(process.url()));
        kube.kubectlWithInput(text("cluster.yaml"), "create", "-f", "-");
        kube.kubectl("wait", "--for=condition=Established", "crd/gadgets.example.com");
        values = FieldValues.read(resource("values.yaml"));
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable part : new AutoCloseable[] {process, kube}) {
            Closing.close(part);
        }
    }

    @Test
    void everyFieldOfAPodIsStoredAsSent() {
        store(240, "/openapi/v3/api/v1", "io.k8s.api.core.v1.Pod", "/api/v1/namespaces/{ns}/pods");
    }

    @Test
    void everyFieldOfADeploymentIsStoredAsSent() {
        store(
                200,
                "/openapi/v3/apis/apps/v1",
                "io.k8s.api.apps.v1.Deployment",
                "/apis/apps/v1/namespaces/{ns}/deployments");
    }

    @Test
    void everyFieldOfACustomResourceIsStoredAsSent() {
        store(
                100,
                "/openapi/v3/apis/example.com/v1",
                "com.example.v1.Gadget",
                "/apis/example.com/v1/namespaces/{ns}/gadgets");
    }

    private static void store(int atLeast, String document, String type, String collection) {
        var schema = OpenApiSchema.of(Twins.json(api.get(document).text()), type);
        var objects = new RandomObjects(schema, values, new Random(SEED));
        var written = new GeneratedWrites(twins, objects, collection);

        written.write(atLeast, 3 * atLeast);

        assertThat(written.stored()).as("seed %d", SEED).isGreaterThanOrEqualTo(atLeast);
        assertThat(objects.missing()).as("fields never stored, seed %d", SEED).isEmpty();
        assertThat(twins.storedAlike(collection)).hasSizeGreaterThanOrEqualTo(atLeast);
    }

    private static InputStream resource(String name) {
        return FidelityIT.class.getResourceAsStream("fidelity/" + name);
    }

    private static String text(String name) throws IOException {
        try (InputStream in = resource(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
