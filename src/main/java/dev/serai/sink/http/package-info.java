/**
 * One request to one receiver. Enter at {@link dev.serai.sink.http.WebhookClient}.
 *
 * <p>Invariant: connect, send, head and body have one deadline together.
 */
@NullMarked
package dev.serai.sink.http;

import org.jspecify.annotations.NullMarked;
