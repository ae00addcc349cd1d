/**
 * A kubeconfig, read as kubectl reads it. Enter at {@link dev.serai.cluster.kubeconfig.KubeconfigFiles}.
 *
 * <p>Invariant: a message about an unusable file names the file and the key; no message holds a credential.
 */
@NullMarked
package dev.serai.cluster.kubeconfig;

import org.jspecify.annotations.NullMarked;
