package dev.serai.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.cluster.ClusterClient;
import dev.serai.cluster.demo.DemoCluster;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.URI;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The cluster of one scenario: the embedded one, or that of the environment. */
final class ScenarioCluster implements AutoCloseable {

    private static final int CONFLICT = 409;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final @Nullable DemoCluster embedded;
    private final KubernetesClient client;
    private final ClusterLink link;
    private final Set<String> namespaces = new HashSet<>();
    // What the scenario made, and takes away again.
    private final Map<String, HasMetadata> made = new LinkedHashMap<>();

    /** {@code real} is whether it is the cluster of the environment. */
    ScenarioCluster(boolean real) throws Exception {
        embedded = real ? null : DemoCluster.startEmpty();
        client = embedded == null
                ? ClusterClient.fromEnvironment(new com.fasterxml.jackson.databind.module.SimpleModule())
                : ClusterClient.connect(embedded.clientConfig());
        URI url = URI.create(client.getConfiguration().getMasterUrl());
        link = new ClusterLink(
                url.getHost(),
                url.getPort() > 0 ? url.getPort() : url.getScheme().equals("https") ? 443 : 80);
    }

    /** How Serai reaches it. */
    Config config() {
        URI url = URI.create(client.getConfiguration().getMasterUrl());
        return new ConfigBuilder(client.getConfiguration())
                .withMasterUrl("%s://127.0.0.1:%d/".formatted(url.getScheme(), link.port()))
                .build();
    }

    /** Takes the API server away from Serai, or gives it back. */
    void outage(boolean begins) {
        link.setClosed(begins);
    }

    /** Makes an object, or changes it to what is said of it; returns it as the API server has it. */
    HasMetadata apply(JsonNode manifest) {
        var object = JSON.convertValue(manifest, GenericKubernetesResource.class);
        if (object.getMetadata().getNamespace() == null && !object.getKind().equals("Namespace")) {
            object.getMetadata().setNamespace("default");
        }
        namespace(object.getMetadata().getNamespace());
        HasMetadata applied;
        try {
            applied = client.resource((HasMetadata) object).create();
            made.put(key(applied), applied);
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                throw e;
            }
            HasMetadata before = client.resource((HasMetadata) object).get();
            object.getMetadata().setResourceVersion(before.getMetadata().getResourceVersion());
            applied = client.resource((HasMetadata) object).update();
        }
        if (manifest.has("status") && embedded == null) {
            applied.getMetadata().setManagedFields(null);
            ((GenericKubernetesResource) applied)
                    .setAdditionalProperty(
                            "status", object.getAdditionalProperties().get("status"));
            applied = client.resource(applied).updateStatus();
        }
        return applied;
    }

    /** Lets a pod become what a word of {@code changes=} says; one that is not there yet is made. */
    @Nullable
    Pod become(String namespace, String name, @Nullable String container, JsonNode labels, String word) {
        namespace(namespace);
        Pod pod = client.pods().inNamespace(namespace).withName(name).get();
        if (word.equals("deleted")) {
            client.pods()
                    .inNamespace(namespace)
                    .withName(name)
                    .withGracePeriod(0)
                    .delete();
            return null;
        }
        if (pod == null) {
            var builder = new PodBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .withNamespace(namespace)
                    .endMetadata()
                    .withNewSpec()
                    .addNewContainer()
                    .withName(container == null ? "main" : container)
                    .withImage("example.com/main:1")
                    .endContainer()
                    .endSpec();
            labels.properties().forEach(label -> builder.editMetadata()
                    .addToLabels(label.getKey(), label.getValue().asText())
                    .endMetadata());
            pod = client.pods().inNamespace(namespace).resource(builder.build()).create();
            made.put(key(pod), pod);
        }
        Pod after = PodWords.after(pod, word);
        if (word.equals("scheduled")) {
            return scheduled(after);
        }
        return embedded == null
                ? client.pods().inNamespace(namespace).resource(after).updateStatus()
                : client.pods().inNamespace(namespace).resource(after).update();
    }

    private Pod scheduled(Pod pod) {
        String namespace = pod.getMetadata().getNamespace();
        String name = pod.getMetadata().getName();
        if (embedded != null) {
            return client.pods()
                    .inNamespace(namespace)
                    .resource(new PodBuilder(pod)
                            .editSpec()
                            .withNodeName("node-1")
                            .endSpec()
                            .build())
                    .update();
        }
        client.raw(
                "/api/v1/namespaces/%s/pods/%s/binding".formatted(namespace, name),
                "POST",
                Map.of(
                        "apiVersion",
                        "v1",
                        "kind",
                        "Binding",
                        "metadata",
                        Map.of("name", name),
                        "target",
                        Map.of("apiVersion", "v1", "kind", "Node", "name", "node-1")));
        return client.pods().inNamespace(namespace).withName(name).get();
    }

    void delete(String apiVersion, String kind, String namespace, String name) {
        client.genericKubernetesResources(apiVersion, kind)
                .inNamespace(namespace)
                .withName(name)
                .withGracePeriod(0)
                .delete();
    }

    /** An object as JSON; null where there is none. */
    @Nullable
    JsonNode get(String apiVersion, String kind, String namespace, String name) {
        GenericKubernetesResource object = client.genericKubernetesResources(apiVersion, kind)
                .inNamespace(namespace)
                .withName(name)
                .get();
        return object == null ? null : JSON.valueToTree(object);
    }

    @Override
    public void close() throws IOException {
        try {
            if (embedded == null) {
                made.values()
                        .forEach(object ->
                                client.resource(object).withGracePeriod(0).delete());
            }
        } finally {
            client.close();
            link.close();
            if (embedded != null) {
                embedded.close();
            }
        }
    }

    private void namespace(@Nullable String name) {
        if (name != null
                && namespaces.add(name)
                && client.namespaces().withName(name).get() == null) {
            client.namespaces()
                    .resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .endMetadata()
                            .build())
                    .create();
        }
    }

    private static String key(HasMetadata object) {
        return object.getKind() + " " + object.getMetadata().getNamespace() + "/"
                + object.getMetadata().getName();
    }
}
