/**
 * The HTTP server under Camel's platform-http: its bounds, and what is answered to requests that it cannot read.
 * Enter at {@link dev.serai.http.BoundedVertx}.
 *
 * <p>Invariant: whatever a caller sends, lines, headers and bodies are bounded, and a refusal has a body.
 */
@NullMarked
package dev.serai.http;

import org.jspecify.annotations.NullMarked;
