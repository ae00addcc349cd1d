/** Delivery to webhooks: signatures. */
package dev.serai.sink;
