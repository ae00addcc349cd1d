/**
 * A Kubernetes object as the bytes it came as. Enter at {@link dev.serai.cache.object.CachedObject}.
 *
 * <p>Invariant: the one place that reaches into the inside of fabric8's client.
 */
@NullMarked
package dev.serai.cache.object;

import org.jspecify.annotations.NullMarked;
