/**
 * From a change of the cache to an exchange that the route has completed. Enter at {@link
 * dev.serai.event.delivery.SubscriptionFeed}.
 *
 * <p>Invariant: one event at a time of each object, in order; what waits is bounded by the number of objects.
 */
@NullMarked
package dev.serai.event.delivery;

import org.jspecify.annotations.NullMarked;
