package dev.bandolier.server.reward;

import dev.bandolier.v1.Fate;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Brings the fates that folding decides to those who wait for them.
 *
 * <p>{@link #folded} is called by the learner's thread alone, in the order of the positions; {@link
 * #await} by any thread. Whoever comes after the fold still finds the fate among the latest 65,536;
 * older ones are answered {@code RECORDED}.
 *
 * <p>No wait is missed: a waiter first enters itself and then looks at the latest fates, the learner
 * first writes the fate and then looks for waiters.
 */
public final class PendingFates {

  /** How many fates are kept for waiters that come late. */
  static final int KEPT = 1 << 16;

  private static final int RING = 2 * KEPT;
  private static final int MASK = RING - 1;

  private final long[] positions = new long[RING];
  private final byte[] fates = new byte[RING];
  private final ConcurrentHashMap<Long, CompletableFuture<Fate>> waiting =
      new ConcurrentHashMap<>();
  private volatile long count;

  /** Makes one without fates and without waiters. */
  public PendingFates() {}

  /** How many facts have been folded. */
  long folded() {
    return count;
  }

  /** How many facts are waited for. */
  public int waiting() {
    return waiting.size();
  }

  /**
   * The fate of the fact at a position, once it is folded.
   *
   * @param position of a fact that has one: an outcome, an activation, a censoring, a retraction
   * @return completes on the learner's thread, which must not be kept
   */
  public CompletableFuture<Fate> await(long position) {
    CompletableFuture<Fate> future =
        waiting.computeIfAbsent(position, key -> new CompletableFuture<>());
    Fate known = known(position);
    if (known != Fate.FATE_UNSPECIFIED) {
      settle(position, known);
    }
    return future;
  }

  /** The fact at a position has been folded, with this fate. On the learner's thread. */
  public void folded(long position, Fate fate) {
    long next = count;
    int at = (int) next & MASK;
    positions[at] = position;
    fates[at] = (byte) fate.getNumber();
    count = next + 1;
    settle(position, fate);
  }

  private void settle(long position, Fate fate) {
    CompletableFuture<Fate> waiter = waiting.remove(position);
    if (waiter != null) {
      waiter.complete(fate);
    }
  }

  /** The fate if it is among the latest, RECORDED if it is older, UNSPECIFIED if not folded yet. */
  private Fate known(long position) {
    while (true) {
      long end = count;
      Fate fate = search(position, end);
      VarHandle.acquireFence();
      if (count - end < KEPT) {
        return fate;
      }
    }
  }

  /** Looks only at the half of the ring that is not written next. */
  private Fate search(long position, long end) {
    long low = Math.max(0, end - KEPT);
    long high = end;
    if (high == 0 || positions[(int) (high - 1) & MASK] < position) {
      return Fate.FATE_UNSPECIFIED;
    }
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (positions[(int) middle & MASK] < position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    int at = (int) low & MASK;
    Fate fate = positions[at] == position ? Fate.forNumber(fates[at]) : null;
    return fate == null ? Fate.FATE_RECORDED : fate;
  }
}
