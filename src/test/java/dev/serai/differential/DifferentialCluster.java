package dev.serai.differential;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.serai.fixture.api.KubeApi;
import dev.serai.fixture.api.Pods;
import io.fabric8.kubernetes.api.model.Binding;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;

/** The cluster that {@link DifferentialIT} asks about: {@code widgets.yaml} and {@code cluster.yaml}. */
final class DifferentialCluster {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ResourceDefinitionContext WIDGETS = new ResourceDefinitionContext.Builder()
            .withGroup("example.com")
            .withVersion("v1")
            .withKind("Widget")
            .withPlural("widgets")
            .withNamespaced(true)
            .build();

    private final KubeApi kube;

    DifferentialCluster(KubeApi kube) {
        this.kube = kube;
    }

    static InputStream resource(String name) {
        return DifferentialCluster.class.getResourceAsStream(name);
    }

    void fill() {
        kube.kubectlWithInput(text("widgets.yaml"), "create", "-f", "-");
        await().atMost(Duration.ofSeconds(60)).until(() -> kube.kubectl("api-resources", "--api-group=example.com")
                .contains("widgets"));
        String objects = text("cluster.yaml");
        kube.kubectlWithInput(objects, "create", "-f", "-");
        kube.kubectlWithInput(thoseWithStatus(objects), "replace", "--subresource=status", "-f", "-");
        kube.kubectl("delete", "pod", "--wait=false", "-n", "shop", "leaving", "lost");
        kube.kubectl(
                "create", "clusterrolebinding", "asks", "--clusterrole=cluster-admin", "--serviceaccount=default:asks");
    }

    /** Lets the history begin as late as that of a Serai yet to be started; returns a version from before it. */
    String forgetThePast() {
        String gone = kube.kubectl("get", "namespace", "a", "-o", "jsonpath={.metadata.resourceVersion}");
        kube.compact();
        kube.stopApiServer();
        kube.startApiServer();
        return gone;
    }

    String administratorToken() {
        return kube.token("asks");
    }

    /**
     * Adds, changes and deletes something of every kind, moves pods into and out of what selectors select, and touches
     * the objects that hold most, for Serai to have them from a watch and not from a list.
     */
    void change() {
        KubernetesClient client = kube.client();
        var pods = client.pods().inNamespace("shop");
        pods.load(new ByteArrayInputStream(Pods.small("new").getBytes(StandardCharsets.UTF_8)))
                .create();
        label(pods.withName("half"), "tier", "api");
        pods.withName("initialising").editStatus(pod -> {
            pod.getStatus().setPhase("Running");
            return pod;
        });
        client.bindings()
                .inNamespace("shop")
                .resource(toNode("nominated", "node-2"))
                .create();
        label(pods.withName("half"), "tier", "web");
        label(pods.withName("full"), "touched", "yes");
        pods.withName("old").withGracePeriod(0).delete();

        var configMaps = client.configMaps().inNamespace("shop");
        label(configMaps.withName("odd"), "touched", "yes");
        configMaps.withName("old").delete();

        client.apps().deployments().inNamespace("shop").withName("web").scale(5);

        label(client.nodes().withName("node-1"), "touched", "yes");
        client.nodes().withName("node-3").edit(node -> {
            node.getSpec().setUnschedulable(true);
            return node;
        });

        var widgets = client.genericKubernetesResources(WIDGETS);
        label(widgets.inNamespace("shop").withName("full"), "touched", "yes");
        patch(widgets.inNamespace("a").withName("full"), "{\"spec\":{\"color\":\"blue\"}}");
        widgets.inNamespace("shop").withName("old").delete();
    }

    private static void label(Resource<?> object, String key, String value) {
        patch(object, "{\"metadata\":{\"labels\":{\"%s\":\"%s\"}}}".formatted(key, value));
    }

    // A patch, because an edit would send the object as the client's classes hold it.
    private static void patch(Resource<?> object, String patch) {
        object.patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    private static Binding toNode(String pod, String node) {
        return new BindingBuilder()
                .withNewMetadata()
                .withName(pod)
                .endMetadata()
                .withNewTarget()
                .withKind("Node")
                .withName(node)
                .endTarget()
                .build();
    }

    private static String thoseWithStatus(String objects) {
        var list = YAML.createObjectNode().put("apiVersion", "v1").put("kind", "List");
        var items = list.putArray("items");
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(objects)) {
            for (Iterator<JsonNode> each = documents; each.hasNext(); ) {
                JsonNode object = each.next();
                if (object.has("status")) {
                    items.add(object);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return list.toString();
    }

    private static String text(String name) {
        try (InputStream in = resource(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
