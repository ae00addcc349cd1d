/**
 * The front door: which request goes where. Enter at {@link dev.serai.rest.HttpApi}.
 *
 * <p>Invariant: all of it runs on the event loop, so nothing here waits.
 */
@NullMarked
package dev.serai.rest;

import org.jspecify.annotations.NullMarked;
