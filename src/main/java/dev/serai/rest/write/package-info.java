/**
 * A write between the wire and the producers: what it is, whether it is allowed, how it failed, and its audit line.
 * Enter at {@link dev.serai.rest.write.WriteTranslator}.
 *
 * <p>Invariant: bytes go on unchanged; what is malformed is refused before anything is sent.
 */
@NullMarked
package dev.serai.rest.write;

import org.jspecify.annotations.NullMarked;
