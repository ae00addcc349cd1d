/**
 * A writer sees its own writes. Enter at {@link dev.serai.rest.consistency.WriteTracker}.
 *
 * <p>Invariant: only the writer waits; no reader waits for the write of another.
 */
@NullMarked
package dev.serai.rest.consistency;

import org.jspecify.annotations.NullMarked;
