/**
 * The client of the API server. Enter at {@link dev.serai.cluster.ApiServer}.
 *
 * <p>Invariant: each request that is no stream ends within its deadline; bytes are passed on as they came.
 */
@NullMarked
package dev.serai.cluster;

import org.jspecify.annotations.NullMarked;
