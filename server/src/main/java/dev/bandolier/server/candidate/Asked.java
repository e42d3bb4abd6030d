package dev.bandolier.server.candidate;

import org.jspecify.annotations.Nullable;

/** A decision that candidates were asked about and that may be open. The folding thread. */
final class Asked {

  /** What one takes beside its probabilities, about. */
  private static final long BYTES = 160;

  final Contest contest;
  final long hi;
  final long lo;
  final long position;
  final long time;

  /** Probabilities by candidate, slot and eligible arm. */
  final float[] targets;

  /** Uniform in [0, 1), keyed by the decision's id and for this alone. */
  final double coin;

  /** Its rewards by part, where the ledger has forgotten it. */
  double @Nullable [] settled;

  Asked(Contest contest, long hi, long lo, long position, long time, float[] targets, double coin) {
    this.contest = contest;
    this.hi = hi;
    this.lo = lo;
    this.position = position;
    this.time = time;
    this.targets = targets;
    this.coin = coin;
  }

  /** What it takes, about; the same before and after it is settled. */
  long bytes() {
    return BYTES + (long) Float.BYTES * targets.length;
  }
}
