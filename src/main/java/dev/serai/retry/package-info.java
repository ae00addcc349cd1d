/**
 * How long to wait before trying again. Enter at {@link dev.serai.retry.Backoff}.
 *
 * <p>Invariant: what failed together does not come back together.
 */
package dev.serai.retry;
