/**
 * What outlives a restart, and how Kafka is reached. Enter at {@link dev.serai.store.DataDirectory}.
 *
 * <p>Invariant: two processes never share one directory.
 */
@NullMarked
package dev.serai.store;

import org.jspecify.annotations.NullMarked;
