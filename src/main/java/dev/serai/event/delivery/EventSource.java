package dev.serai.event.delivery;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;

/** The {@code source} of every event: it names the cluster. */
public final class EventSource {

    private final String configured;
    private final KubernetesClient client;
    private volatile @Nullable String resolved;

    /** {@code configured} is {@code serai.events.source}; empty to use the cluster's own identity. */
    public EventSource(String configured, KubernetesClient client) {
        this.configured = configured;
        this.client = client;
    }

    /** Another cluster answers from now on. */
    public void forget() {
        resolved = null;
    }

    /**
     * The configured source, or else {@code urn:kubernetes:} and the uid of the namespace kube-system, which is asked
     * for once.
     *
     * @throws IllegalStateException if there is no such namespace
     * @throws io.fabric8.kubernetes.client.KubernetesClientException if the API server gives no answer
     */
    public String get() {
        if (!configured.isEmpty()) {
            return configured;
        }
        if (resolved == null) {
            Namespace system = client.namespaces().withName("kube-system").get();
            if (system == null) {
                throw new IllegalStateException(
                        "the namespace kube-system, whose uid names the cluster, is not there; set"
                                + " serai.events.source");
            }
            resolved = "urn:kubernetes:" + system.getMetadata().getUid();
        }
        return resolved;
    }
}
