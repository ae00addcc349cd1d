/**
 * The embedded cluster for users without one. Enter at {@link dev.serai.cluster.demo.DemoCluster}.
 *
 * <p>Invariant: it is for trying out: no test takes it for an API server.
 */
@NullMarked
package dev.serai.cluster.demo;

import org.jspecify.annotations.NullMarked;
