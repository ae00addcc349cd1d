/**
 * The objects of one resource in order, and the listeners to their changes. Enter at {@link
 * dev.serai.cache.store.ObjectStore}.
 *
 * <p>Invariant: listeners hear changes in the order of the store, under its lock: a listener must neither block nor do
 * I/O.
 */
@NullMarked
package dev.serai.cache.store;

import org.jspecify.annotations.NullMarked;
