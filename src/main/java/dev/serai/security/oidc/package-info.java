/**
 * Callers with a token of an OpenID Connect issuer. Enter at {@link dev.serai.security.oidc.OidcAuthenticator}.
 *
 * <p>Invariant: nothing of a token is believed before a key of the configured issuer has verified it, and the issuer is
 * asked for its keys at most once in five seconds, whatever callers send.
 */
@NullMarked
package dev.serai.security.oidc;

import org.jspecify.annotations.NullMarked;
