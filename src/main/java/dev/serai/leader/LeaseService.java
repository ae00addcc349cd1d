package dev.serai.leader;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.support.cluster.AbstractCamelClusterService;

/**
 * Makes one replica the leader, by a Lease in Serai's own namespace: {@code master:<lease>:...} uses it. Camel's own
 * service must list pods and find itself among the ready ones; this one needs only a client and works anywhere.
 */
public final class LeaseService extends AbstractCamelClusterService<LeaseView> {

    private final KubernetesClient client;
    private final String identity;
    private final LeaseTimes times;
    private final Map<String, LeaseView> views = new ConcurrentHashMap<>();

    /** {@code identity} is this replica's own: no other process may have it, nor this one after a restart. */
    public LeaseService(KubernetesClient client, String identity, LeaseTimes times) {
        super("serai-lease");
        this.client = client;
        this.identity = identity;
        this.times = times;
    }

    /** Whether this replica holds the lease at this moment, and may act as its holder. */
    public boolean holds(String lease) {
        LeaseView view = views.get(lease);
        return view != null && view.isHeld();
    }

    @Override
    protected LeaseView createView(String lease) {
        var view = new LeaseView(this, lease, client, identity, times);
        views.put(lease, view);
        return view;
    }
}
