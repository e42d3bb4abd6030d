/** The facts that are kept. */
@NullMarked
package dev.bandolier.server.event;

import org.jspecify.annotations.NullMarked;
