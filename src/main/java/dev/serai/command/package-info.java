/**
 * The commands for the authors of routes, {@code validate} and {@code test}. Enter at {@link dev.serai.command.Commands}.
 *
 * <p>Invariant: a command says all it has to say in its output and its exit code, and logs errors only.
 */
@NullMarked
package dev.serai.command;

import org.jspecify.annotations.NullMarked;
