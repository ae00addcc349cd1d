/**
 * The component {@code kube-watch:}. Enter at {@link dev.serai.event.KubeWatchEndpoint}.
 *
 * <p>Invariant: one watch upstream, however many routes.
 */
@NullMarked
package dev.serai.event;

import org.jspecify.annotations.NullMarked;
