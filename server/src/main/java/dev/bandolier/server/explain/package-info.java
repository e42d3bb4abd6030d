/** Answers what people ask about what was decided and learned, from the journal. */
@NullMarked
package dev.bandolier.server.explain;

import org.jspecify.annotations.NullMarked;
