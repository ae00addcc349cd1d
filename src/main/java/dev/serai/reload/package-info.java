/**
 * What changes while Serai runs: settings and teams' files. Enter at {@link dev.serai.reload.RouteDirectory}.
 *
 * <p>Invariant: a file is taken as a whole or refused as a whole; what was running before stays.
 */
@NullMarked
package dev.serai.reload;

import org.jspecify.annotations.NullMarked;
