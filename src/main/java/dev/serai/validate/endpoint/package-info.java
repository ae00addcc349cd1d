/**
 * Whether a URI names what there is: components, kamelets and their options. Enter at
 * {@link dev.serai.validate.endpoint.EndpointCheck}.
 *
 * <p>Invariant: what a component takes is read from its own description, and no endpoint is made.
 */
@NullMarked
package dev.serai.validate.endpoint;

import org.jspecify.annotations.NullMarked;
