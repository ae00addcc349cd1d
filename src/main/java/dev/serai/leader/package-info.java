/**
 * Which of several replicas publishes: {@code master:} over a Lease. Enter at {@link dev.serai.leader.LeaseService}.
 *
 * <p>Invariant: who has lost the lease does not begin another delivery.
 */
package dev.serai.leader;
