package dev.bandolier.loadtest.chaos;

import dev.bandolier.client.ArmStatistics;
import dev.bandolier.client.SettlementState;
import dev.bandolier.loadtest.chaos.Faults.Kind;

/** What the statistics of one arm must be, summed up from the book. One thread. */
final class ArmTally {
  private long decisions;
  private long closed;
  private long rewarded;
  private double rewardSum;
  private long censored;
  private long clipped;

  /** Counts one part of one decision. */
  void add(Expected part) {
    boolean isClosed =
        part.state() == SettlementState.REWARDED || part.state() == SettlementState.DEFAULTED;
    decisions++;
    closed += isClosed ? 1 : 0;
    rewarded += part.tallied() && part.credited() ? 1 : 0;
    rewardSum += part.tallied() ? part.reward() : 0;
    censored += part.state() == SettlementState.CENSORED ? 1 : 0;
    clipped += part.tallied() && part.clipped() ? 1 : 0;
  }

  /** Compares with what the server says; {@code where} names the arm. */
  void compare(ArmStatistics told, String where, Faults faults) {
    count(decisions, told.decisions(), where + " decisions", faults);
    count(closed, told.closed(), where + " closed", faults);
    count(rewarded, told.rewarded(), where + " rewarded", faults);
    count(censored, told.censored(), where + " censored", faults);
    count(clipped, told.clipped(), where + " clipped", faults);
    if (rewardSum != told.rewardSum()) {
      Kind kind = told.rewardSum() < rewardSum ? Kind.LOST : Kind.COUNTED_TWICE;
      faults.add(kind, where + " reward_sum: " + told.rewardSum() + ", by the book " + rewardSum);
    }
  }

  private static void count(long expected, long told, String where, Faults faults) {
    if (expected != told) {
      Kind kind = told < expected ? Kind.LOST : Kind.COUNTED_TWICE;
      faults.add(
          kind, Math.abs(told - expected), where + ": " + told + ", by the book " + expected);
    }
  }
}
