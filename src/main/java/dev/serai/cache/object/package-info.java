/**
 * A Kubernetes object as the bytes in which it came. Enter at {@link dev.serai.cache.object.CachedObject}.
 *
 * <p>Invariant: this is the only place that uses internals of fabric8's client.
 */
@NullMarked
package dev.serai.cache.object;

import org.jspecify.annotations.NullMarked;
