/**
 * Delivery to webhooks: signing, retries, giving up. Enter at {@link dev.serai.sink.webhook.WebhookSink}.
 *
 * <p>Invariant: an illness of the receiver never counts against a single event.
 */
@NullMarked
package dev.serai.sink.webhook;

import org.jspecify.annotations.NullMarked;
