/**
 * The pods that pull, and the nodes they run on. Enter at {@link dev.serai.prepull.pod.PullPodTemplate} and {@link
 * dev.serai.prepull.pod.PullPod}.
 *
 * <p>Invariant: a pod that is made here passes the pod security level restricted.
 */
@NullMarked
package dev.serai.prepull.pod;

import org.jspecify.annotations.NullMarked;
