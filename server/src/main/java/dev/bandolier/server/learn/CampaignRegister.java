package dev.bandolier.server.learn;

import dev.bandolier.server.model.HalfLife;
import dev.bandolier.server.model.Memory;
import dev.bandolier.v1.Fate;

/**
 * What is known of one campaign besides its posteriors, in a block's payload: 0 position of the last
 * fact that moved its posteriors, 1 the feed's watermark, 2 open decisions, 3 labels, 4 the newest
 * outcome's own time, 5 the closing clock where expiry is held, 6 its revision, 7 values of its features
 * that were given an index, 8 on: count by fate, 24 time of the latest decision that the ledger does not
 * keep, 25 decisions that are not tracked, 26 the complement of the least share that was ever tracked,
 * 27 the tick of forgetting up to which every arm has faded, 28 ticks that passed by decisions under earlier
 * half-lives, 29 decisions since, 30 the tick that the sweep under way brings every arm to, or 0.
 */
final class CampaignRegister {

  static final int WORDS = 32;

  /** No time: nothing was seen, or nothing is held. */
  static final long NONE = 0;

  private static final int FATES = 8;
  private static final int LATEST_PASSING = 24;
  private static final int UNTRACKED = 25;
  private static final int LEAST_SHARE = 26;

  private static final int FADED = 27;
  private static final int DECISION_TICKS = 28;
  private static final int DECISIONS = 29;
  private static final int SWEEP = 30;

  private CampaignRegister() {}

  static void initialise(Memory memory, int payload) {
    memory.clear(payload, WORDS);
    memory.setLong(payload + 1, Long.MIN_VALUE);
  }

  static long modelVersion(Memory memory, int payload) {
    return memory.getLong(payload);
  }

  static void modelVersion(Memory memory, int payload, long position) {
    memory.setLong(payload, position);
  }

  /** The feed's watermark, or {@link Long#MIN_VALUE} where none was ever sent. */
  static long watermark(Memory memory, int payload) {
    return memory.getLong(payload + 1);
  }

  static void watermark(Memory memory, int payload, long time) {
    memory.setLong(payload + 1, time);
  }

  /** The newest outcome's own time, or {@link #NONE}. */
  static long newestOutcome(Memory memory, int payload) {
    return memory.getLong(payload + 4);
  }

  static void newestOutcome(Memory memory, int payload, long time) {
    memory.setLong(payload + 4, time);
  }

  /** The closing clock while expiry is held, or {@link #NONE}. */
  static long heldClock(Memory memory, int payload) {
    return memory.getLong(payload + 5);
  }

  static void heldClock(Memory memory, int payload, long clock) {
    memory.setLong(payload + 5, clock);
  }

  static long untracked(Memory memory, int payload) {
    return memory.getLong(payload + UNTRACKED);
  }

  static void addUntracked(Memory memory, int payload) {
    memory.setLong(payload + UNTRACKED, untracked(memory, payload) + 1);
  }

  /** The least share of the decisions that was ever tracked; NaN where all always were. */
  static double leastShare(Memory memory, int payload) {
    return Double.longBitsToDouble(~memory.getLong(payload + LEAST_SHARE));
  }

  static void leastShare(Memory memory, int payload, double share) {
    memory.setLong(payload + LEAST_SHARE, ~Double.doubleToRawLongBits(share));
  }

  /** When the latest decision was made that the ledger does not keep, or {@link #NONE}. */
  static long latestPassing(Memory memory, int payload) {
    return memory.getLong(payload + LATEST_PASSING);
  }

  static void latestPassing(Memory memory, int payload, long time) {
    memory.setLong(payload + LATEST_PASSING, time);
  }

  /** The tick up to which every arm has faded. */
  static long faded(Memory memory, int payload) {
    return memory.getLong(payload + FADED);
  }

  static void faded(Memory memory, int payload, long ticks) {
    memory.setLong(payload + FADED, ticks);
  }

  /** The tick up to which the sweep under way lets every arm fade; 0: none is under way. */
  static long sweep(Memory memory, int payload) {
    return memory.getLong(payload + SWEEP);
  }

  static void sweep(Memory memory, int payload, long ticks) {
    memory.setLong(payload + SWEEP, ticks);
  }

  /** Ticks that have passed by decisions, under earlier half-lives and this one; 0: none now. */
  static long decisionTicks(Memory memory, int payload, long halfLife) {
    long before = memory.getLong(payload + DECISION_TICKS);
    long decisions = memory.getLong(payload + DECISIONS);
    return halfLife == 0 ? before : before + HalfLife.TICKS * decisions / halfLife;
  }

  /** Starts to count decisions anew, for another half-life. */
  static void restartDecisions(Memory memory, int payload, long ticks) {
    memory.setLong(payload + DECISION_TICKS, ticks);
    memory.setLong(payload + DECISIONS, 0);
  }

  static void addDecision(Memory memory, int payload) {
    memory.setLong(payload + DECISIONS, memory.getLong(payload + DECISIONS) + 1);
  }

  static long open(Memory memory, int payload) {
    return memory.getLong(payload + 2);
  }

  static void addOpen(Memory memory, int payload, int change) {
    memory.setLong(payload + 2, open(memory, payload) + change);
  }

  static int labels(Memory memory, int payload) {
    return (int) memory.getLong(payload + 3);
  }

  static void labels(Memory memory, int payload, int count) {
    memory.setLong(payload + 3, count);
  }

  static long revision(Memory memory, int payload) {
    return memory.getLong(payload + 6);
  }

  static void revision(Memory memory, int payload, long revision) {
    memory.setLong(payload + 6, revision);
  }

  static long values(Memory memory, int payload) {
    return memory.getLong(payload + 7);
  }

  static void addValue(Memory memory, int payload) {
    memory.setLong(payload + 7, values(memory, payload) + 1);
  }

  static long count(Memory memory, int payload, Fate fate) {
    return memory.getLong(payload + FATES + fate.getNumber());
  }

  static void count(Memory memory, int payload, Fate fate, int change) {
    int at = payload + FATES + fate.getNumber();
    memory.setLong(at, memory.getLong(at) + change);
  }
}
