/**
 * How health is told. Enter at {@link dev.serai.health.ReasonsHealthCheck}.
 *
 * <p>Invariant: what is down says why, in words for people.
 */
package dev.serai.health;
