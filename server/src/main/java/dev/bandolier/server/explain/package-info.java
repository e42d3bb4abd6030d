/** Says why a decision fell as it did, from the journal, and what an arm has learned. */
@NullMarked
package dev.bandolier.server.explain;

import org.jspecify.annotations.NullMarked;
