/**
 * Why a write or a read is refused: throttles, bulkhead, circuit breaker. Enter at {@link dev.serai.limit.WriteLimits}.
 *
 * <p>Invariant: nothing waits here; a request over a limit is refused at once.
 */
@NullMarked
package dev.serai.limit;

import org.jspecify.annotations.NullMarked;
