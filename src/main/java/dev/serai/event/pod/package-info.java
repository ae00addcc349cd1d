/**
 * The changes of pods that a subscription can ask for. Enter at {@link dev.serai.event.pod.PodChanges}.
 *
 * <p>Invariant: two states of a pod are enough to find a change.
 */
@NullMarked
package dev.serai.event.pod;

import org.jspecify.annotations.NullMarked;
