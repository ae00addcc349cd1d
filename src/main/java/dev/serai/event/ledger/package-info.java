/**
 * What each subscription has delivered. Enter at {@link dev.serai.event.ledger.Ledger}.
 *
 * <p>Invariant: it advances only after the route has completed.
 */
@NullMarked
package dev.serai.event.ledger;

import org.jspecify.annotations.NullMarked;
