/**
 * The resource {@code imageprepulls.serai.dev} as records. Enter at {@link dev.serai.prepull.spec.ImagePrepull}.
 *
 * <p>Invariant: a spec that exists is a right one.
 */
@NullMarked
package dev.serai.prepull.spec;

import org.jspecify.annotations.NullMarked;
