/** The program: command line, configuration, and the rooms built bottom-up. */
@NullMarked
package dev.bandolier.server;

import org.jspecify.annotations.NullMarked;
