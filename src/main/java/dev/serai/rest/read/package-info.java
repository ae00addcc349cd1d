/**
 * GET and LIST: from the cache, or passed on. Enter at {@link dev.serai.rest.read.Reads}.
 *
 * <p>Invariant: a read of what is cached is the same, whichever way it came.
 */
@NullMarked
package dev.serai.rest.read;

import org.jspecify.annotations.NullMarked;
