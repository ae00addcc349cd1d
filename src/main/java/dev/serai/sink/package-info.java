/** Delivery to webhooks, and what becomes of events that no sink takes. */
package dev.serai.sink;
