/** What outlives a restart, and how it is reached. */
package dev.serai.store;
