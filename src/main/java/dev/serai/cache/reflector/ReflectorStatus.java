package dev.serai.cache.reflector;

import dev.serai.kube.GroupResource;
import dev.serai.kube.ResourceType;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How current a store is: whether it may be served, and what to tell the operator if not. */
public final class ReflectorStatus {

    private static final Logger LOG = LoggerFactory.getLogger(ReflectorStatus.class);

    private final GroupResource resource;
    private final Clock clock;
    private final CompletableFuture<ResourceType> synced = new CompletableFuture<>();
    private volatile boolean filled;
    private volatile Instant lastHeard;
    private volatile UpstreamStatus upstream = UpstreamStatus.starting();
    // Why the cached objects must not be served; null if they may be.
    private volatile @Nullable String distrust;

    ReflectorStatus(GroupResource resource, Clock clock) {
        this.resource = resource;
        this.clock = clock;
        lastHeard = clock.instant();
    }

    /** Completes with the first list. */
    public CompletableFuture<ResourceType> synced() {
        return synced;
    }

    /** Whether a complete list is in the store. */
    boolean isFilled() {
        return filled;
    }

    /** Whether what is in the store may be served. */
    public boolean isServable() {
        return filled && distrust == null;
    }

    /** Whether nothing contradicts what is in the store. */
    boolean isTrusted() {
        return distrust == null;
    }

    /** Whether the API server does not serve the resource, or serves it in a way that cannot be kept up to date. */
    public boolean isUnknown() {
        return upstream.isUnknownResource();
    }

    /** When the API server was last heard: an answered list, an event or a bookmark. */
    public Instant lastHeard() {
        return lastHeard;
    }

    /** The API server's last answer. */
    public UpstreamStatus upstream() {
        return upstream;
    }

    /** Why reads cannot be answered, or must not be trusted; empty if all is well. {@code informer} may be null. */
    Optional<String> notReadyReason(@Nullable StoreInformer informer) {
        // Nobody can read what is not defined; that must not keep others from reading the rest.
        if (isUnknown()) {
            return Optional.empty();
        }
        if (informer != null && !informer.isRunning()) {
            return Optional.of("the informer of %s has stopped".formatted(resource));
        }
        if (distrust != null) {
            return Optional.of("%s is listed anew: %s".formatted(resource, distrust));
        }
        if (!filled || upstream.isForbidden()) {
            return Optional.of("%s: %s".formatted(resource, upstream.reason()));
        }
        return Optional.empty();
    }

    /** The watch or the list brought something. */
    void heard() {
        lastHeard = clock.instant();
    }

    /** A complete list is in the store; returns whether it is the first one, or the first after {@link #emptied}. */
    boolean listed(ResourceType type) {
        boolean first = !filled;
        upstream = UpstreamStatus.listed();
        distrust = null;
        heard();
        filled = true;
        synced.complete(type);
        return first;
    }

    /** The store holds objects of another cluster, or of this one before a restore, until the next list. */
    void otherHistory(String reason) {
        distrust = "the API server's history is another one (%s)".formatted(reason);
        LOG.warn("{} is listed anew: {}", resource, distrust);
    }

    /** The objects in the store are no longer served. */
    void emptied() {
        filled = false;
    }

    /** The API server could not be asked, or it refused. */
    void failed(Throwable failure) {
        UpstreamStatus now = UpstreamStatus.failed(failure);
        if (!now.equals(upstream)) {
            LOG.warn("{} cannot be kept up to date: {}", resource, now.reason());
        }
        upstream = now;
    }

    /** The resource was not found, so it counts as not served. */
    void unknown() {
        upstream = upstream.ofUnknownResource();
    }
}
