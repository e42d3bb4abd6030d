package dev.bandolier.loadtest.load;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * How long after its acknowledgement an outcome is seen in decisions: until the first answer comes whose
 * model version is at or beyond the outcome's journal position. Any thread.
 */
final class Freshness {

  private static final long NOBODY = Long.MAX_VALUE;

  private record Waiting(long position, long since) {}

  private final Queue<Waiting> waiting =
      new PriorityQueue<>(Comparator.comparingLong(Waiting::position));
  private final Histogram nanos = Latency.histogram();
  private final LongSupplier clock;
  private volatile long oldest = NOBODY;

  Freshness(LongSupplier clock) {
    this.clock = clock;
  }

  /** An outcome was acknowledged. */
  synchronized void recorded(long position) {
    waiting.add(new Waiting(position, clock.getAsLong()));
    oldest = Math.min(oldest, position);
  }

  /** A decision was answered. */
  void seen(long modelVersion) {
    if (modelVersion >= oldest) {
      release(modelVersion, clock.getAsLong());
    }
  }

  private synchronized void release(long modelVersion, long now) {
    Waiting next = waiting.peek();
    while (next != null && next.position <= modelVersion) {
      waiting.remove();
      Latency.record(nanos, now - next.since);
      next = waiting.peek();
    }
    oldest = next == null ? NOBODY : next.position;
  }

  /** After everything was folded: a decision of this version has to show all of them. */
  void expectAllSeen(long modelVersion, Faults faults) {
    seen(modelVersion);
    int unseen = unseen();
    if (unseen > 0) {
      faults.add("OUTCOME_NOT_VISIBLE", unseen);
    }
  }

  /** How many have not been seen yet. */
  synchronized int unseen() {
    return waiting.size();
  }

  /** A copy of what was measured so far, in nanoseconds. */
  synchronized Histogram nanos() {
    return nanos.copy();
  }
}
