/** Turns data sets into traffic for a server under test. */
@NullMarked
package dev.bandolier.loadtest;

import org.jspecify.annotations.NullMarked;
