/**
 * Scenarios of teams: what a cluster has, what happens in it, and what routes make of it. Enter at
 * {@link dev.serai.scenario.TestCommand}.
 *
 * <p>Invariant: nothing that a route sends leaves the process; what is sent is caught and compared.
 */
@NullMarked
package dev.serai.scenario;

import org.jspecify.annotations.NullMarked;
