/**
 * What changes while Serai runs: settings and teams' files. Enter at {@link dev.serai.reload.RouteDirectory}.
 *
 * <p>Invariant: a file is loaded or refused as a whole; if it is refused, the previous state keeps running.
 */
@NullMarked
package dev.serai.reload;

import org.jspecify.annotations.NullMarked;
