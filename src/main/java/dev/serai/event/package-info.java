/**
 * The component {@code kube-watch:}. Enter at {@link dev.serai.event.KubeWatchEndpoint}.
 *
 * <p>Invariant: there is one upstream watch, however many routes there are.
 */
@NullMarked
package dev.serai.event;

import org.jspecify.annotations.NullMarked;
