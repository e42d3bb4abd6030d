/** Measures what durability costs: recovery, starts, acknowledgements. */
@NullMarked
package dev.bandolier.loadtest.durability;

import org.jspecify.annotations.NullMarked;
