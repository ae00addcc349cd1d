/** Producers that send whole objects behind the camel-kubernetes endpoints, and what their answers mean. */
package dev.serai.write;
