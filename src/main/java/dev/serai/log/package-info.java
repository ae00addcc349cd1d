/**
 * What Serai writes to the log. Enter at {@link dev.serai.log.LoggedCause}.
 *
 * <p>Invariant: no text of an exception at INFO and above; at DEBUG without possible secrets.
 */
@NullMarked
package dev.serai.log;

import org.jspecify.annotations.NullMarked;
