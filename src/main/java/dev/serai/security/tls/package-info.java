/**
 * TLS on Serai's own ports, and callers who are known by a client certificate. Enter at
 * {@link dev.serai.security.tls.ServerTls}.
 *
 * <p>Invariant: what is served always fits together: files that do not are not used, whatever was read before is.
 */
@NullMarked
package dev.serai.security.tls;

import org.jspecify.annotations.NullMarked;
