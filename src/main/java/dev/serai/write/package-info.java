/**
 * The producers behind camel-kubernetes' endpoints, which send objects unchanged. Enter at {@link
 * dev.serai.write.RawObjects}.
 *
 * <p>Invariant: a body is never parsed into a model and written again.
 */
@NullMarked
package dev.serai.write;

import org.jspecify.annotations.NullMarked;
