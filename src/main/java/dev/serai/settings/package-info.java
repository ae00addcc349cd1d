/**
 * Where a setting comes from: the jar, the file of {@code SERAI_CONFIG}, the environment. Enter at {@link
 * dev.serai.settings.Settings}.
 *
 * <p>Invariant: an unknown key fails the start, and the message names the nearest known one.
 */
@NullMarked
package dev.serai.settings;

import org.jspecify.annotations.NullMarked;
