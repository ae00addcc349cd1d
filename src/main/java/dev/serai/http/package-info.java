/**
 * The HTTP servers under Camel's platform-http: their bounds, the engine that runs routes on the event loop, and what no
 * route can do for a request. The only room that touches the Vert.x router, whose interface the next Camel changes. Enter
 * at {@link dev.serai.http.HttpApi} for what is before and behind all routes, at
 * {@link dev.serai.http.EventLoopEngine} for how a route gets a request.
 *
 * <p>Invariant: whatever a caller sends is bounded, a refusal has a body, and nothing here waits.
 */
@NullMarked
package dev.serai.http;

import org.jspecify.annotations.NullMarked;
