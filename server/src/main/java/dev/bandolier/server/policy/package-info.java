/** Scores to pmf, pmf to arm. */
@NullMarked
package dev.bandolier.server.policy;

import org.jspecify.annotations.NullMarked;
