/**
 * A read as a Camel exchange: what comes in, what the steps of a route know of it, and what goes out. Enter at
 * {@link dev.serai.rest.exchange.Read}.
 *
 * <p>Invariant: each read gets one answer, and each answer is sent or cancelled.
 */
@NullMarked
package dev.serai.rest.exchange;

import org.jspecify.annotations.NullMarked;
