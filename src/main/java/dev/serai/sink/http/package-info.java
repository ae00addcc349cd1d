/**
 * One request to one receiver. Enter at {@link dev.serai.sink.http.WebhookClient}.
 *
 * <p>Invariant: connect, send, head and body have one deadline together.
 */
package dev.serai.sink.http;
