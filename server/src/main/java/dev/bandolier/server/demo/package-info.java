/** A sample mail campaign with a simulated audience, and what a terminal shows of it. */
@NullMarked
package dev.bandolier.server.demo;

import org.jspecify.annotations.NullMarked;
