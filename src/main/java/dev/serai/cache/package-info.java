/**
 * What Serai knows of each cached resource, and who waits for it. Enter at {@link dev.serai.cache.ResourceCaches}.
 *
 * <p>Invariant: there is one upstream watch for each resource, however many callers read.
 */
@NullMarked
package dev.serai.cache;

import org.jspecify.annotations.NullMarked;
