package dev.bandolier.server.decide;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Forgets the ids of decisions that the ledger does not keep, once their repeat period is over. The ids
 * of each length of period wait in a line of their own, 24 bytes outside the heap each; whenever one
 * joins, those that are due leave. Called by the learner's thread, or before it starts.
 */
public final class RepeatPeriods {

  /** How many ids leave at most when one joins, so that none waits long for others. */
  private static final int LEAVING = 16;

  private final DecisionIndex index;
  private final Map<Long, Line> lines = new HashMap<>();

  /** Makes one for the ids of an index. */
  public RepeatPeriods(DecisionIndex index) {
    this.index = index;
  }

  /**
   * Lets an id be forgotten later.
   *
   * @param time when the decision was made, epoch milliseconds, not before that of the last call
   * @param period how long its id is remembered, milliseconds
   */
  public void add(long keyHi, long keyLo, long time, long period) {
    lines.computeIfAbsent(period, any -> new Line()).add(keyHi, keyLo, time + period);
    lines.values().forEach(line -> line.leave(time));
  }

  /** Drops all ids without forgetting them. */
  public void clear() {
    lines.clear();
  }

  /** Ids in the order in which they are due. */
  private final class Line {
    private static final int WORDS = 3;
    private static final int CHUNK_WORDS = WORDS << 13;

    private final ArrayDeque<LongBuffer> chunks = new ArrayDeque<>();
    private LongBuffer tail = LongBuffer.allocate(0);

    void add(long hi, long lo, long due) {
      if (!tail.hasRemaining()) {
        tail =
            ByteBuffer.allocateDirect(CHUNK_WORDS * Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .asLongBuffer();
        chunks.add(tail.duplicate());
      }
      tail.put(hi).put(lo).put(due);
    }

    void leave(long now) {
      for (int i = 0; i < LEAVING && isDue(now); i++) {
        LongBuffer head = chunks.element();
        index.forget(head.get(), head.get());
        head.get();
        if (!head.hasRemaining()) {
          chunks.remove();
        }
      }
    }

    private boolean isDue(long now) {
      LongBuffer head = chunks.peek();
      if (head == null || chunks.size() == 1 && head.position() == tail.position()) {
        return false;
      }
      return head.get(head.position() + 2) <= now;
    }
  }
}
