/**
 * A kubeconfig, read as kubectl reads it. Enter at {@link dev.serai.cluster.kubeconfig.KubeconfigFiles}.
 *
 * <p>Invariant: a file that cannot be used is named, and so is the key in it; no credential is in a message.
 */
@NullMarked
package dev.serai.cluster.kubeconfig;

import org.jspecify.annotations.NullMarked;
