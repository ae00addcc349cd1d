/** What may be said in a log. */
package dev.serai.log;
