/**
 * The concepts of Kubernetes: resource, path, status, exact JSON. Enter at {@link dev.serai.kube.GroupResource}.
 *
 * <p>Invariant: nothing here does I/O, and nothing here knows the cache.
 */
@NullMarked
package dev.serai.kube;

import org.jspecify.annotations.NullMarked;
