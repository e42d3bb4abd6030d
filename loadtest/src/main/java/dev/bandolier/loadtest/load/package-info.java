/** Drives a server as fast as it goes, or at a fixed rate, and measures what it reaches. */
@NullMarked
package dev.bandolier.loadtest.load;

import org.jspecify.annotations.NullMarked;
