/**
 * What became of one pod that pulls images. Enter at {@link dev.serai.prepull.verdict.PullVerdict}.
 *
 * <p>Invariant: the pod alone says it. No clock, no node and no other pod is needed.
 */
@NullMarked
package dev.serai.prepull.verdict;

import org.jspecify.annotations.NullMarked;
