/**
 * What is wrong with teams' files, before anything runs: file, line and column, the reason, and what would be right. Enter
 * at {@link dev.serai.validate.RouteValidator}.
 *
 * <p>Invariant: it reads files only, and nothing that a file names is called, connected to or started.
 */
@NullMarked
package dev.serai.validate;

import org.jspecify.annotations.NullMarked;
