/** What became of decisions, from a journal that is folded a second time: for estimates, lift and export. */
@NullMarked
package dev.bandolier.server.hindsight;

import org.jspecify.annotations.NullMarked;
