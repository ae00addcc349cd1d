/** The Kubernetes wire format: paths in, objects, lists and Status out. */
package dev.serai.rest;
