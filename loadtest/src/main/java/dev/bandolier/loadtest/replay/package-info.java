/** Replays data sets as decisions and rewards, row by row. */
@NullMarked
package dev.bandolier.loadtest.replay;

import org.jspecify.annotations.NullMarked;
