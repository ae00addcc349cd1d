/**
 * Who is calling, and whose pages may. Enter at {@link dev.serai.security.Authentication}, for a request at
 * {@link dev.serai.security.CallerAccess}, for browsers at {@link dev.serai.security.CorsOrigins}.
 *
 * <p>Invariant: Serai does not listen beyond the machine unless a setting says who may call.
 */
@NullMarked
package dev.serai.security;

import org.jspecify.annotations.NullMarked;
