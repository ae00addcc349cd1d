/**
 * What is to be done next for all ImagePrepulls. Enter at {@link dev.serai.prepull.plan.Planner}.
 *
 * <p>Invariant: a plan follows from what the API server has and the time alone, so whoever plans next goes on.
 */
@NullMarked
package dev.serai.prepull.plan;

import org.jspecify.annotations.NullMarked;
