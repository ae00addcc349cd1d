/**
 * Discovery and OpenAPI. Enter at {@link dev.serai.rest.discovery.DiscoveryCache}.
 *
 * <p>Invariant: many callers make one request; what is kept is bounded by its bytes.
 */
@NullMarked
package dev.serai.rest.discovery;

import org.jspecify.annotations.NullMarked;
