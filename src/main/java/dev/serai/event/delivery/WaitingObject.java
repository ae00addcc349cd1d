package dev.serai.event.delivery;

/**
 * The waiting events of one name, and who works on them: never a delivery and the ledger's thread at once. Its
 * dispatcher's lock guards it.
 */
final class WaitingObject {
    final ObjectQueue queue = new ObjectQueue();
    boolean isDelivering;
    boolean isStoring;
    /** Whether a delivery became due while the ledger's thread worked on it. */
    boolean isDue;
}
