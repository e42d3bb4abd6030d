/** Checks an outcome and writes it as a fact. */
@NullMarked
package dev.bandolier.server.reward;

import org.jspecify.annotations.NullMarked;
