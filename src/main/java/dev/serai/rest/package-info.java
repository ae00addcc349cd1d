/**
 * The front door: which request goes where. Enter at {@link dev.serai.rest.HttpApi}.
 *
 * <p>Invariant: all of it runs on the event loop, so nothing here waits.
 */
package dev.serai.rest;
