/** The kube-watch component: every change of the cache to every subscription, in order per object. */
package dev.serai.event;
