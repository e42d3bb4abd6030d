/** What each arm and each label has done. */
@NullMarked
package dev.bandolier.server.statistics;

import org.jspecify.annotations.NullMarked;
