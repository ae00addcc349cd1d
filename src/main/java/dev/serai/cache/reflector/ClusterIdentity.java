package dev.serai.cache.reflector;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.Nullable;

/** Knows which cluster answers by the uid of its namespace kube-system, which nobody can delete. */
public final class ClusterIdentity {

    private final KubernetesClient client;
    private @Nullable String uid;

    public ClusterIdentity(KubernetesClient client) {
        this.client = client;
    }

    /** Asks the API server, and tells whether the cluster is another one than before; false if it gives no answer. */
    public boolean hasChanged() {
        String before = uid;
        Namespace system = read();
        if (system == null) {
            return false;
        }
        uid = system.getMetadata().getUid();
        return before != null && !before.equals(uid);
    }

    private @Nullable Namespace read() {
        try {
            return client.namespaces().withName("kube-system").get();
        } catch (KubernetesClientException e) {
            return null;
        }
    }
}
