package dev.bandolier.server.learn;

import dev.bandolier.server.store.ImageSummary;
import java.nio.file.Path;

/**
 * A file from which folding can go on without the facts before: an image of the whole store, and the
 * catalog's facts up to there as its notes.
 *
 * @param file where it lies
 * @param summary what it says about itself
 */
public record BaseSnapshot(Path file, ImageSummary summary) {

  /** Position of the last fact that is folded into it. */
  public long position() {
    return summary.position();
  }

  /** Journal time of that fact, epoch milliseconds. */
  public long time() {
    return summary.time();
  }

  /**
   * The oldest position that folding on from here reads: that of the last fact folded, or of a decision
   * that is remembered here, or of a fact that is held. What the journal has before is not needed.
   */
  public long needs() {
    return Math.min(summary.position(), summary.oldest());
  }
}
