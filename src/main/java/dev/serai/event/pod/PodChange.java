package dev.serai.event.pod;

/** The changes of a pod that a subscription can ask for. If one event brings several, they come in this order. */
public enum PodChange {
    /** It was given a node. */
    SCHEDULED,
    /** A container's image cannot be pulled; reported once until that ends. */
    IMAGE_PULL_FAILED,
    /** A container was killed because it used more memory than it may. */
    OOMKILLED,
    /** A container started again, or an init container or a sidecar did. */
    RESTARTED,
    /** The condition Ready is no longer true, also because the pod ends. */
    UNREADY,
    /** The condition Ready became true. */
    READY,
    /** The node, a drain, a taint or a pod of higher priority removed it. */
    EVICTED,
    /** All containers ended well. */
    COMPLETED,
    /** It ended, and not all containers ended well. */
    FAILED,
    /** All images that it was to pull ahead of need are on its node. */
    IMAGE_PREPULLED,
    /** An image that it was to pull ahead of need cannot be pulled, and no further try follows. */
    IMAGE_PREPULL_FAILED,
    /** It is gone. An object that is only no longer selected does not count. */
    DELETED
}
