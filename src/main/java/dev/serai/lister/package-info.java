/**
 * The component {@code kube-cache:}, and what shapes objects for a team's own API. Enter at {@link
 * dev.serai.lister.KubeCacheEndpoint}.
 *
 * <p>Invariant: answered from memory, on whatever thread asks; what comes in a header never selects more than the
 * endpoint's options do.
 */
@NullMarked
package dev.serai.lister;

import org.jspecify.annotations.NullMarked;
