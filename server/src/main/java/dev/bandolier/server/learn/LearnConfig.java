package dev.bandolier.server.learn;

/**
 * How the learner works.
 *
 * @param ledgerCapacity decisions that are remembered at most, 1 to 2²⁵
 * @param heldCapacity decisions not known yet that facts are held for at most
 * @param expiryEveryMillis how often deadlines are looked at, 1 to 60,000
 * @param expiryLimit deadlines that one fact settles at most
 */
public record LearnConfig(
    int ledgerCapacity, int heldCapacity, int expiryEveryMillis, int expiryLimit) {

  /** A million decisions, a hundred thousand unknown ones, five looks a second. */
  public static final LearnConfig DEFAULTS = new LearnConfig(1_000_000, 100_000, 200, 4096);

  /** Checks the ranges. */
  public LearnConfig {
    require(ledgerCapacity >= 1 && ledgerCapacity <= 1 << 25, "ledgerCapacity: 1 to 33,554,432");
    require(heldCapacity >= 0 && heldCapacity <= 1 << 25, "heldCapacity: 0 to 33,554,432");
    require(
        expiryEveryMillis >= 1 && expiryEveryMillis <= 60_000, "expiryEveryMillis: 1 to 60,000");
    require(expiryLimit >= 1, "expiryLimit: at least 1");
  }

  /** The same with another capacity of the ledger. */
  public LearnConfig withLedgerCapacity(int decisions) {
    return new LearnConfig(decisions, heldCapacity, expiryEveryMillis, expiryLimit);
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
