/**
 * How health is told. Enter at {@link dev.serai.health.ReasonsHealthCheck}.
 *
 * <p>Invariant: what is down says why, in words for people.
 */
@NullMarked
package dev.serai.health;

import org.jspecify.annotations.NullMarked;
