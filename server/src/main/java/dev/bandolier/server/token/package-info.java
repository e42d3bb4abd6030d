/** Seals what a token says of a decision, and tells genuine tokens from others. */
@NullMarked
package dev.bandolier.server.token;

import org.jspecify.annotations.NullMarked;
