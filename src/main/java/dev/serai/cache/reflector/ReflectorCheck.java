package dev.serai.cache.reflector;

import dev.serai.cache.object.ServerSelector;
import dev.serai.cache.store.ObjectStore;
import dev.serai.kube.GroupResource;
import dev.serai.kube.ResourceType;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks now and then, and when something does not fit, what no informer can notice: that the cache differs from the
 * API server, and that the resource is served in another way or not at all.
 */
final class ReflectorCheck {

    /** Does what the check demands. */
    interface Reflector {
        /** The informer that fills the store now; null if there is none. */
        @Nullable
        StoreInformer informer();

        /** The cached objects belong to another history. */
        void contradicted(InformerHandler by, String reason);

        /** All objects must be listed anew, as this type. */
        void listAnew(InformerHandler by, ResourceType type);

        /** The resource is no longer served; {@code live} says whether it is still defined. */
        void end(InformerHandler by, boolean live);
    }

    private static final Logger LOG = LoggerFactory.getLogger(ReflectorCheck.class);
    private static final int OFTEN_ENOUGH = 2;
    // If an aggregated API server has versions in no order, Serai would ask for new lists for ever.
    private static final int BELIEVED = 2;

    private final GroupResource resource;
    private final ResourceDiscovery discovery;
    private final CustomResourceDefinitions definitions;
    private final ConsistencyCheck consistency;
    private final Clock clock;
    private final ObjectStore store;
    private final ReflectorStatus status;
    private final Reflector reflector;
    private final LookSchedule looks;
    // Only the thread that checks touches these.
    private int missing;
    private int contradictions;

    ReflectorCheck(
            GroupResource resource,
            ServerSelector selector,
            KubernetesClient client,
            Clock clock,
            ObjectStore store,
            ReflectorStatus status,
            Reflector reflector) {
        this.resource = resource;
        this.discovery = new ResourceDiscovery(client);
        this.definitions = new CustomResourceDefinitions(client);
        this.consistency = new ConsistencyCheck(client, selector);
        this.clock = clock;
        this.store = store;
        this.status = status;
        this.reflector = reflector;
        this.looks = new LookSchedule(clock.instant());
    }

    /** Makes the next look happen at once; returns whether that is news. */
    boolean suspect() {
        if (looks.isSuspected()) {
            return false;
        }
        looks.suspect();
        return true;
    }

    /** Whether something does not fit and was not checked since. */
    boolean isSuspected() {
        return looks.isSuspected();
    }

    /** A complete list is in the store. */
    void listed() {
        looks.listed(clock.instant());
    }

    /** A watch is about to begin, but not the one that follows a list. */
    void watchesAgain() {
        looks.watchedAgain(clock.instant());
    }

    /** Checks, if it is time to. Callers may call it while a check runs. */
    synchronized void look() {
        StoreInformer informer = reflector.informer();
        if (informer == null || !status.isServable()) {
            missing = 0;
            looks.suspectNothing();
            return;
        }
        try {
            if (!informer.isWatching()) {
                moveOrEnd(informer);
            } else {
                missing = 0;
            }
            look(informer, informer.isWatching());
        } catch (RuntimeException e) {
            // The API server cannot be asked; the informer says why.
            LOG.debug(
                    "{} could not be looked at: {}",
                    resource,
                    UpstreamStatus.failed(e).reason());
        }
    }

    private void look(StoreInformer informer, boolean watching) {
        boolean builtIn = informer.type().isBuiltIn();
        LookSchedule.Extent extent = looks.begin(clock.instant(), watching, builtIn);
        if (extent == LookSchedule.Extent.NOTHING) {
            return;
        }
        boolean all = extent == LookSchedule.Extent.ALL;
        if (all || !watching) {
            consistency.startOver();
        }
        try {
            switch (consistency.look(store, informer.type(), all)) {
                case OTHER_HISTORY -> contradicted(informer);
                case OTHER_CONTENT -> reflector.listAnew(informer.handler(), informer.type());
                case CONSISTENT -> {
                    contradictions = 0;
                    if (all || !builtIn) {
                        moveIfServedOtherwise(informer);
                    }
                }
            }
        } catch (RuntimeException e) {
            looks.failed(extent);
            throw e;
        } finally {
            looks.suspectNothing();
        }
    }

    private void contradicted(StoreInformer informer) {
        contradictions++;
        if (contradictions <= BELIEVED) {
            reflector.contradicted(informer.handler(), "what it has cannot follow what was known");
        } else if (contradictions == BELIEVED + 1) {
            LOG.warn("{}: a new list contradicts what follows again and again; it is not asked for", resource);
        }
    }

    private void moveIfServedOtherwise(StoreInformer informer) {
        ResourceType now = discovery.find(resource);
        if (!now.equals(informer.type())) {
            LOG.info("{} is served as {} now", resource, now.apiVersion());
            reflector.listAnew(informer.handler(), now);
        }
    }

    // If a watch is answered with 404, fabric8 asks again for ever and tells nobody.
    private void moveOrEnd(StoreInformer informer) {
        try {
            moveIfServedOtherwise(informer);
            missing = status.upstream().isNotFound() ? missing + 1 : 0;
        } catch (ResourceDiscovery.UnknownResourceException e) {
            missing++;
        } catch (RuntimeException e) {
            // The API server cannot be asked.
            missing = 0;
        }
        // Not at once: an API server that has just started may define it soon.
        if (missing >= OFTEN_ENOUGH) {
            missing = 0;
            status.failed(new ResourceDiscovery.UnknownResourceException(resource));
            reflector.end(informer.handler(), definitions.define(resource));
        }
    }
}
