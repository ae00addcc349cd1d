/**
 * Who is calling. Enter at {@link dev.serai.security.Authentication}.
 *
 * <p>Invariant: Serai does not listen beyond the machine unless a setting says who may call.
 */
@NullMarked
package dev.serai.security;

import org.jspecify.annotations.NullMarked;
