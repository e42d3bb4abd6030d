package dev.bandolier.server.evaluate;

import java.util.EnumMap;
import java.util.Map;

/**
 * Decisions of the log that a policy is not valued on, by the reason. Changed by one thread.
 */
public final class LeftOut {

  /** Why a decision is left out. */
  public enum Reason {
    /** The holdout decided. */
    HOLDOUT,
    /** The default arm was served. */
    DEFAULT,
    /** Nothing could be reported for it. */
    UNTRACKED,
    /** Its window is open, or it waits to be shown. */
    OPEN,
    /** A part of it was never shown, was replaced, or cannot be known: among them what a client fell back from. */
    CENSORED,
    /** What became of it is not known any more, or the slot was not asked for. */
    UNKNOWN,
    /** Other features were asked for, and the journal does not say what the request said. */
    NO_CONTEXT
  }

  private final Map<Reason, Long> counts = new EnumMap<>(Reason.class);

  /** Counts one. */
  public void add(Reason reason) {
    counts.merge(reason, 1L, Long::sum);
  }

  /** How many. */
  public long count(Reason reason) {
    return counts.getOrDefault(reason, 0L);
  }

  /** Makes every count at least another's: what is left out of one reading, or another. */
  public void raise(LeftOut other) {
    other.counts.forEach((reason, count) -> counts.merge(reason, count, Math::max));
  }
}
