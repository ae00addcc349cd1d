/**
 * Objects and lists in the formats that callers ask for. Enter at {@link dev.serai.rest.render.ObjectWriter}.
 *
 * <p>Invariant: a value is written as it came: numbers and strings are never rounded or quoted anew.
 */
@NullMarked
package dev.serai.rest.render;

import org.jspecify.annotations.NullMarked;
