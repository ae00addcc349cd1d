/**
 * The component {@code kube-watch:}. Enter at {@link dev.serai.event.KubeWatchEndpoint}.
 *
 * <p>Invariant: one watch upstream, however many routes.
 */
package dev.serai.event;
