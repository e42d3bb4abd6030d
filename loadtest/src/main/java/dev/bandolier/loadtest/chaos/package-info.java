/** Kills a server again and again, and counts what it lost. */
@NullMarked
package dev.bandolier.loadtest.chaos;

import org.jspecify.annotations.NullMarked;
