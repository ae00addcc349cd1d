package dev.serai.event.delivery;

/**
 * What waits under one name, and who is at it: never a delivery and the ledger's thread at once. Guarded by its
 * dispatcher.
 */
final class WaitingObject {
    final ObjectQueue queue = new ObjectQueue();
    boolean isDelivering;
    boolean isStoring;
    /** Whether it was to be delivered while the ledger's thread was at it. */
    boolean isDue;
}
