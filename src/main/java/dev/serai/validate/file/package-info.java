/**
 * A team's YAML file as text with places, and what is found in it. Enter at {@link dev.serai.validate.file.RouteFileText}.
 *
 * <p>Invariant: every node knows its line and column in the file as its author sees it.
 */
@NullMarked
package dev.serai.validate.file;

import org.jspecify.annotations.NullMarked;
