/** Writes decisions down in formats that other programs read. */
@NullMarked
package dev.bandolier.server.export;

import org.jspecify.annotations.NullMarked;
