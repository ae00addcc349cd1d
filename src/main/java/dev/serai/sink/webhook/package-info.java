/**
 * Delivery to webhooks: signing, retries, giving up. Enter at {@link dev.serai.sink.webhook.WebhookSink}.
 *
 * <p>Invariant: what says that the receiver is ill is not held against the single event.
 */
@NullMarked
package dev.serai.sink.webhook;

import org.jspecify.annotations.NullMarked;
