/**
 * What a message's body can be converted to. Enter at {@link dev.serai.converter.ObjectConverter}.
 *
 * <p>Invariant: a body that no component of Serai's has made is left to Camel's converters.
 */
@NullMarked
package dev.serai.converter;

import org.jspecify.annotations.NullMarked;
