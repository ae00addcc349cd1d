/**
 * Keeps a store as the API server has it: lists, watches, and checks that both agree. Enter at {@link
 * dev.serai.cache.reflector.ResourceReflector}.
 *
 * <p>Invariant: what is served is never older than it says, and a history that goes back is noticed.
 */
@NullMarked
package dev.serai.cache.reflector;

import org.jspecify.annotations.NullMarked;
