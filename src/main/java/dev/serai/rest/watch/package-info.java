/**
 * Watches: JSON, server-sent events and web sockets. Enter at {@link dev.serai.rest.watch.WatchHub}.
 *
 * <p>Invariant: a slow watcher costs only itself; if it falls too far behind, its watch ends with 410.
 */
@NullMarked
package dev.serai.rest.watch;

import org.jspecify.annotations.NullMarked;
