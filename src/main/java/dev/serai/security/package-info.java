/**
 * Who is calling. Enter at {@link dev.serai.security.Authentication}.
 *
 * <p>Invariant: serai does not listen beyond the machine without saying who may call.
 */
package dev.serai.security;
