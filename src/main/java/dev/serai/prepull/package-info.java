/**
 * Images that are on nodes before a pod needs them: what works off ImagePrepulls. Enter at {@link
 * dev.serai.prepull.ImagePrepulls}.
 *
 * <p>Invariant: only the holder of the Lease writes, and nothing that it knows would be missed after its end.
 */
@NullMarked
package dev.serai.prepull;

import org.jspecify.annotations.NullMarked;
