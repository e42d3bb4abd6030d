package dev.bandolier.loadtest.chaos;

import dev.bandolier.client.Fate;
import dev.bandolier.client.OutcomeReport;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An act and what the server has said about it so far. It is told again, under the same id, until its
 * fate is settled; some are told once more after that. One thread at a time.
 */
final class Deed {

  /** What the script meant it to be. */
  enum Meant {
    /** To count. */
    IN_TIME,
    /** To have happened long before its decision. */
    EARLY,
    /** To come after its window. */
    LATE
  }

  private static final Set<Fate> COUNTED = EnumSet.of(Fate.ACCEPTED, Fate.DUPLICATE);
  private static final Set<Fate> SPOILT = EnumSet.of(Fate.IGNORED, Fate.CENSORED);

  private final Act act;
  private final Meant meant;
  private final long notBefore;
  private int again;
  private @Nullable Fate settled;
  private boolean recorded;
  private boolean accepted;
  private long heldAt;
  private long firstSent = Long.MAX_VALUE;

  /**
   * A deed that was not told yet.
   *
   * @param notBefore epoch milliseconds before which it is not told
   * @param again how often it is told once its fate is settled
   */
  Deed(Act act, Meant meant, long notBefore, int again) {
    this.act = act;
    this.meant = meant;
    this.notBefore = notBefore;
    this.again = again;
  }

  Act act() {
    return act;
  }

  Meant meant() {
    return meant;
  }

  long notBefore() {
    return notBefore;
  }

  /** Whether nothing is left to be told. */
  boolean isDone() {
    return settled != null && again == 0;
  }

  /** Whether its fate will not change any more. */
  boolean isSettled() {
    return settled != null;
  }

  @Nullable Fate fate() {
    return settled;
  }

  /** Whether it was said to be in the journal. */
  boolean isRecorded() {
    return recorded;
  }

  /** Whether it was said to count, and not only to be known. */
  boolean wasAccepted() {
    return accepted;
  }

  /** When it was first said to be held, or 0. */
  long heldAt() {
    return heldAt;
  }

  /** When it was first told. */
  long firstSent() {
    return firstSent;
  }

  void sent(long now) {
    firstSent = Math.min(firstSent, now);
    if (settled != null) {
      again--;
    }
  }

  void recorded() {
    recorded = true;
  }

  void accepted() {
    accepted = true;
  }

  void held(long now) {
    heldAt = heldAt == 0 ? now : heldAt;
  }

  void settle(Fate fate) {
    settled = settled == null ? fate : settled;
  }

  /** Whether the server keeps it: as counting, or as a machine's. */
  boolean counts() {
    return COUNTED.contains(settled) || isMachine() && SPOILT.contains(settled);
  }

  /** Whether the server notes it although there is nothing yet that it is about. */
  boolean leavesAMark() {
    return act instanceof Act.TakenBack && settled == Fate.UNKNOWN_OUTCOME;
  }

  boolean isMachine() {
    return act instanceof Act.Seen seen && seen.report().machine();
  }

  /** The outcome, or null where it is none. */
  @Nullable OutcomeReport outcome() {
    return act instanceof Act.Seen seen ? seen.report() : null;
  }
}
