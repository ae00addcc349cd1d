package dev.serai.event.pod;

/** What people ask to be told of a pod, in the order in which it happens where one event brings several. */
public enum PodChange {
    /** It was given a node. */
    SCHEDULED,
    /** A container's image cannot be pulled; told once until that ends. */
    IMAGE_PULL_FAILED,
    /** A container was killed because it used more memory than it may. */
    OOMKILLED,
    /** A container was started again, an init container or a sidecar too. */
    RESTARTED,
    /** The condition Ready is no longer true, also because the pod ends. */
    UNREADY,
    /** The condition Ready became true. */
    READY,
    /** The node, a drain, a taint or a pod of higher priority drove it out. */
    EVICTED,
    /** All containers ended well. */
    COMPLETED,
    /** It ended, not all containers well. */
    FAILED,
    /** It is gone. That it ceased to be selected is not this. */
    DELETED
}
