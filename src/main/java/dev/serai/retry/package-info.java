/**
 * How long to wait before the next try. Enter at {@link dev.serai.retry.Backoff}.
 *
 * <p>Invariant: callers that failed together do not come back together.
 */
@NullMarked
package dev.serai.retry;

import org.jspecify.annotations.NullMarked;
