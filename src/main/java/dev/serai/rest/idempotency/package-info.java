/**
 * Creates that come again with the same {@code Idempotency-Key}. Enter at {@link
 * dev.serai.rest.idempotency.Idempotency}.
 *
 * <p>Invariant: the mark is in the cluster itself, so that it holds over replicas and restarts.
 */
@NullMarked
package dev.serai.rest.idempotency;

import org.jspecify.annotations.NullMarked;
