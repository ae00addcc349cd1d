/**
 * How long to wait before trying again. Enter at {@link dev.serai.retry.Backoff}.
 *
 * <p>Invariant: what failed together does not come back together.
 */
@NullMarked
package dev.serai.retry;

import org.jspecify.annotations.NullMarked;
