/** Reads the arms, chooses, writes one fact. */
@NullMarked
package dev.bandolier.server.decide;

import org.jspecify.annotations.NullMarked;
