/** The one Kubernetes client, how it is configured, and the embedded cluster of the demo. */
package dev.serai.cluster;
