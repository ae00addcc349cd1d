/**
 * The sources of settings, and all settings as one tree. Enter at {@link dev.serai.settings.Configuration}; keys come
 * from {@link dev.serai.settings.Settings}.
 *
 * <p>Invariant: an unknown key fails the start, and the message names the nearest known one.
 */
@NullMarked
package dev.serai.settings;

import org.jspecify.annotations.NullMarked;
