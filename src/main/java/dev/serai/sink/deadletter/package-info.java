/**
 * Events that were given up: kept, listed, delivered again. Enter at {@link dev.serai.sink.deadletter.DeadLetters}.
 *
 * <p>Invariant: an event is a dead letter before the ledger passes it.
 */
@NullMarked
package dev.serai.sink.deadletter;

import org.jspecify.annotations.NullMarked;
