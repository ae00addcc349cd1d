/**
 * The client of the API server. Enter at {@link dev.serai.cluster.ApiServer}.
 *
 * <p>Invariant: each request except a stream ends within its deadline; bytes are passed on unchanged.
 */
@NullMarked
package dev.serai.cluster;

import org.jspecify.annotations.NullMarked;
