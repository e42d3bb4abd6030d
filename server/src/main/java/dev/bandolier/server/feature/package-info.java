/** Turns a named, typed context into a sparse vector. */
@NullMarked
package dev.bandolier.server.feature;

import org.jspecify.annotations.NullMarked;
