/**
 * The headers of CloudEvents, in Camel and on the wire. Enter at {@link dev.serai.cloudevent.EventHeaders}.
 *
 * <p>Invariant: the names are those of camel-api.
 */
package dev.serai.cloudevent;
