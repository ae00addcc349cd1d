/**
 * The page for people on the management port: how Serai is now, and what happens to pods. Enter at
 * {@link dev.serai.page.ObservePage}, which the routes in {@code page.camel.yaml} call.
 *
 * <p>Invariant: whoever looks costs the API server nothing, and what is kept for them is bounded.
 */
@NullMarked
package dev.serai.page;

import org.jspecify.annotations.NullMarked;
