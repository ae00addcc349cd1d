/**
 * Health checks with reasons. Enter at {@link dev.serai.health.ReasonsHealthCheck}.
 *
 * <p>Invariant: a check that is down gives its reasons, in words for people.
 */
@NullMarked
package dev.serai.health;

import org.jspecify.annotations.NullMarked;
