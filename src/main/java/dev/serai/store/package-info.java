/**
 * What outlives a restart, and how to reach Kafka. Enter at {@link dev.serai.store.DataDirectory}.
 *
 * <p>Invariant: two processes never share one directory.
 */
@NullMarked
package dev.serai.store;

import org.jspecify.annotations.NullMarked;
