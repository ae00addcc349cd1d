/**
 * What outlives a restart, and how Kafka is reached. Enter at {@link dev.serai.store.DataDirectory}.
 *
 * <p>Invariant: two processes never share one directory.
 */
package dev.serai.store;
