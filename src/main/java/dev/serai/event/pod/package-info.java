/**
 * The changes of pods that people ask for. Enter at {@link dev.serai.event.pod.PodChanges}.
 *
 * <p>Invariant: a change is found by comparing two states, and needs no more than these.
 */
@NullMarked
package dev.serai.event.pod;

import org.jspecify.annotations.NullMarked;
