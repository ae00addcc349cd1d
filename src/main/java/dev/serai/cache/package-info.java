/** Informers that keep each object as the JSON it came as, and what is asked of them: selectors, snapshots, changes. */
package dev.serai.cache;
