/** Other people's bandits, to compare with. */
@NullMarked
package dev.bandolier.loadtest.peer;

import org.jspecify.annotations.NullMarked;
