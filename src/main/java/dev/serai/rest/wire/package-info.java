/**
 * A request and its answer: path, query, {@code Accept}, headers. Enter at {@link dev.serai.rest.wire.Request}.
 *
 * <p>Invariant: what is checked is what is sent on: a path is decoded once.
 */
@NullMarked
package dev.serai.rest.wire;

import org.jspecify.annotations.NullMarked;
