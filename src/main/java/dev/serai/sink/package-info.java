/**
 * The management API for sinks and dead letters. Enter at {@link dev.serai.sink.SinkAdminApi}.
 *
 * <p>Invariant: it is on the management port only.
 */
@NullMarked
package dev.serai.sink;

import org.jspecify.annotations.NullMarked;
