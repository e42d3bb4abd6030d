package dev.bandolier.server.learn;

import dev.bandolier.server.model.Memory;
import java.util.Arrays;

/**
 * What one arm (or a slot as a whole) has done under one label, in a block's payload: 0 decisions, 1
 * closed, 2 rewarded, 3 sum of rewards, 4 valued, 5 censored, 6 clipped, 7 share, 8 the slot's decisions
 * when the share was last brought up to date, 9 sum of squared rewards.
 *
 * <p>The share is an exponentially weighted one over the slot's decisions, with a memory of a thousand:
 * s ← s·(1−h)^Δ + h, h = 1/1000, Δ the slot's decisions since; read as s over 1 − (1−h)^N, N all the
 * slot's decisions.
 */
final class Tally {

  static final int WORDS = 10;

  private static final double SHARE_STEP = 1.0 / 1000;

  private static final double[] FADED = new double[1024];

  static {
    Arrays.setAll(FADED, Tally::power);
  }

  private Tally() {}

  static void addDecision(Memory memory, int payload, long slotDecisions) {
    add(memory, payload, 1);
    double faded = fadedShare(memory, payload, slotDecisions);
    memory.setDouble(payload + 7, faded + SHARE_STEP);
    memory.setLong(payload + 8, slotDecisions);
  }

  static void apply(Memory memory, int payload, PartValue before, PartValue after) {
    add(memory, payload + 1, after.closed() - before.closed());
    add(memory, payload + 2, after.rewarded() - before.rewarded());
    memory.addDouble(payload + 3, after.sum() - before.sum());
    add(memory, payload + 4, after.valued() - before.valued());
    add(memory, payload + 5, after.censored() - before.censored());
    add(memory, payload + 6, after.clipped() - before.clipped());
    memory.addDouble(payload + 9, after.squares() - before.squares());
  }

  static long decisions(Memory memory, int payload) {
    return memory.getLong(payload);
  }

  static long closed(Memory memory, int payload) {
    return memory.getLong(payload + 1);
  }

  static long rewarded(Memory memory, int payload) {
    return memory.getLong(payload + 2);
  }

  static double rewardSum(Memory memory, int payload) {
    return memory.getDouble(payload + 3);
  }

  static long valued(Memory memory, int payload) {
    return memory.getLong(payload + 4);
  }

  static long censored(Memory memory, int payload) {
    return memory.getLong(payload + 5);
  }

  static long clipped(Memory memory, int payload) {
    return memory.getLong(payload + 6);
  }

  /** The share of the slot's latest traffic, in [0, 1]. */
  static double share(Memory memory, int payload, long slotDecisions) {
    if (slotDecisions == 0) {
      return 0;
    }
    double weight = 1 - power(slotDecisions);
    return Math.min(1, fadedShare(memory, payload, slotDecisions) / weight);
  }

  private static double fadedShare(Memory memory, int payload, long slotDecisions) {
    long since = slotDecisions - memory.getLong(payload + 8);
    return memory.getDouble(payload + 7) * faded(since);
  }

  /** (1−h)^Δ, out of a table where Δ is small, as it mostly is. */
  private static double faded(long since) {
    return since >= 0 && since < FADED.length ? FADED[(int) since] : power(since);
  }

  private static double power(long exponent) {
    return StrictMath.pow(1 - SHARE_STEP, (double) exponent);
  }

  private static void add(Memory memory, int word, long change) {
    memory.setLong(word, memory.getLong(word) + change);
  }
}
