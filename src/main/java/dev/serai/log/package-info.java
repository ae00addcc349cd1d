/**
 * What is said in a log. Enter at {@link dev.serai.log.LoggedCause}.
 *
 * <p>Invariant: no exception text at INFO and above; at DEBUG without what may be a secret.
 */
@NullMarked
package dev.serai.log;

import org.jspecify.annotations.NullMarked;
