/** Appends facts in order, to be read back from any position. */
@NullMarked
package dev.bandolier.server.journal;

import org.jspecify.annotations.NullMarked;
