/**
 * What is known of each cached resource, and who waits for it. Enter at {@link dev.serai.cache.ResourceCaches}.
 *
 * <p>Invariant: one watch upstream for each resource, however many read.
 */
@NullMarked
package dev.serai.cache;

import org.jspecify.annotations.NullMarked;
