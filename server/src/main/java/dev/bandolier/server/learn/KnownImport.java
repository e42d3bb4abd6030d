package dev.bandolier.server.learn;

import dev.bandolier.server.event.ImportMarked;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an import's id.
 *
 * @param others how many imports of the campaign have an id, this one not counted
 * @param begun the position of the fact that it has begun; 0 if it has not
 * @param mark what was said of it last; null for nothing
 */
public record KnownImport(int others, long begun, @Nullable ImportMarked mark) {

  /** Of a campaign that is not there. */
  static final KnownImport NOTHING = new KnownImport(0, 0, null);
}
