/** Who is calling. */
package dev.serai.security;
