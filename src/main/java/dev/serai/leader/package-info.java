/**
 * Which of several replicas publishes: {@code master:} over a Lease. Enter at {@link dev.serai.leader.LeaseService}.
 *
 * <p>Invariant: who has lost the lease does not begin another delivery.
 */
@NullMarked
package dev.serai.leader;

import org.jspecify.annotations.NullMarked;
