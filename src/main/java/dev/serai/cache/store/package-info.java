/**
 * The objects of one resource in order, and who hears of their changes. Enter at {@link
 * dev.serai.cache.store.ObjectStore}.
 *
 * <p>Invariant: changes are told in the order of the store, under its lock: a listener must neither block nor do I/O.
 */
@NullMarked
package dev.serai.cache.store;

import org.jspecify.annotations.NullMarked;
