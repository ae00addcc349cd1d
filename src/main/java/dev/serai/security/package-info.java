/**
 * Who is calling. Enter at {@link dev.serai.security.Authentication}.
 *
 * <p>Invariant: serai does not listen beyond the machine without saying who may call.
 */
@NullMarked
package dev.serai.security;

import org.jspecify.annotations.NullMarked;
