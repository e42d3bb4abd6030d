/** What can be asked of named copies of what campaigns have learned. */
@NullMarked
package dev.bandolier.server.snapshot;

import org.jspecify.annotations.NullMarked;
