/**
 * The connections of a server: how many there are, how long they may do nothing, and how slowly a request may come.
 * Enter at {@link dev.serai.http.connection.Connections}.
 *
 * <p>Invariant: what one connection does ends that connection, and no other.
 */
@NullMarked
package dev.serai.http.connection;

import org.jspecify.annotations.NullMarked;
