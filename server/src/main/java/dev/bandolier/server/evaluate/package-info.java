/** Says what another policy would have earned on logged decisions. */
@NullMarked
package dev.bandolier.server.evaluate;

import org.jspecify.annotations.NullMarked;
