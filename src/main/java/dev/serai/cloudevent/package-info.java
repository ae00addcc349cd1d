/**
 * The headers of CloudEvents, in Camel and on the wire. Enter at {@link dev.serai.cloudevent.EventHeaders}.
 *
 * <p>Invariant: the names are those of camel-api.
 */
@NullMarked
package dev.serai.cloudevent;

import org.jspecify.annotations.NullMarked;
