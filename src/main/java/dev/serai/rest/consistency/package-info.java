/**
 * Who wrote sees what was written. Enter at {@link dev.serai.rest.consistency.WriteTracker}.
 *
 * <p>Invariant: only the one who wrote waits; no reader waits for the write of another.
 */
@NullMarked
package dev.serai.rest.consistency;

import org.jspecify.annotations.NullMarked;
