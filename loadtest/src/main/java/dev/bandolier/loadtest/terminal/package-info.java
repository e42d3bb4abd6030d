/** Says whether a person watches. */
@NullMarked
package dev.bandolier.loadtest.terminal;

import org.jspecify.annotations.NullMarked;
