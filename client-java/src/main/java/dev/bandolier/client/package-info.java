/** The Java client: asks for decisions and reports what happened. */
@NullMarked
package dev.bandolier.client;

import org.jspecify.annotations.NullMarked;
