/**
 * The grammar of label selectors. Enter at {@link dev.serai.kube.selector.LabelSelector}.
 *
 * <p>Invariant: grammar and error texts are those of k8s.io/apimachinery/pkg/labels.
 */
@NullMarked
package dev.serai.kube.selector;

import org.jspecify.annotations.NullMarked;
