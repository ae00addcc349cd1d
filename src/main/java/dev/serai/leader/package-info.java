/**
 * Decides which of several replicas publishes: {@code master:} over a Lease. Enter at {@link
 * dev.serai.leader.LeaseService}.
 *
 * <p>Invariant: a replica that has lost the lease begins no further delivery.
 */
@NullMarked
package dev.serai.leader;

import org.jspecify.annotations.NullMarked;
