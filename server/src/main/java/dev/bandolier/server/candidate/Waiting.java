package dev.bandolier.server.candidate;

import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decisions that were asked about and wait to be taken in, in the journal's order. Of more than there is room for, or time for, a fair part: at
 * most {@value #A_SECOND} in a second of journal time; and each time that {@value #LIMIT} bytes are full the share that is compared is halved, by a coin of each
 * decision's own, which those that wait already have to pass as well. It doubles again once an eighth is in use. Which decisions are left out depends on how many there are
 * and how long they stay open, never on the arm or the reward of the decision itself. The folding thread.
 */
final class Waiting {

  /** How many a second. */
  static final int A_SECOND = 1000;

  /** What they may take, about. */
  static final long LIMIT = 16L << 20;

  private static final int LEAST_SHARE = 30;

  private final long limit;
  private final TreeMap<Long, Asked> waiting = new TreeMap<>();
  private long bytes;
  private int halvings;
  private long second;
  private int inSecond;

  /**
   * Nobody waits yet.
   *
   * @param limit bytes that they may take, about
   */
  Waiting(long limit) {
    this.limit = limit;
  }

  /** Whether there is time for one more at that time; counts it. */
  boolean hasTime(long time) {
    if (time / 1000 != second) {
      second = time / 1000;
      inSecond = 0;
    }
    return ++inSecond <= A_SECOND;
  }

  /** Whether a decision with that coin is among the share that is compared. */
  boolean takes(double coin) {
    return coin < share();
  }

  /** The share that is compared. */
  double share() {
    return Math.scalb(1.0, -halvings);
  }

  /** Takes one in. */
  void add(Asked asked) {
    waiting.put(asked.position, asked);
    bytes += asked.bytes();
    while (bytes > limit && halvings < LEAST_SHARE) {
      halvings++;
      thin();
    }
  }

  private void thin() {
    for (var each = waiting.values().iterator(); each.hasNext(); ) {
      Asked asked = each.next();
      if (!takes(asked.coin)) {
        asked.contest.thin();
        bytes -= asked.bytes();
        each.remove();
      }
    }
  }

  /** The one that stands first; null for none. */
  @Nullable Asked first() {
    return waiting.isEmpty() ? null : waiting.firstEntry().getValue();
  }

  /** The one at a position; null where none waits. */
  @Nullable Asked at(long position) {
    return waiting.get(position);
  }

  /** Lets the first go. */
  void removeFirst() {
    bytes -= waiting.pollFirstEntry().getValue().bytes();
    if (halvings > 0 && bytes < limit / 8) {
      halvings--;
    }
  }

  Collection<Asked> all() {
    return waiting.values();
  }

  void clear() {
    waiting.clear();
    bytes = 0;
    halvings = 0;
  }
}
