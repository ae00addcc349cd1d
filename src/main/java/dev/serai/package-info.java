/**
 * The entry and the wiring. Enter at {@link dev.serai.SeraiConfiguration}, which is the table of contents.
 *
 * <p>Invariant: only the root knows all rooms.
 */
package dev.serai;
