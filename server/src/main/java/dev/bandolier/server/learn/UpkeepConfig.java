package dev.bandolier.server.learn;

/**
 * How often base snapshots are taken, and how much of the journal is kept.
 *
 * @param everyMillis time from one base to the next, at least a second; 0 for never
 * @param keepMillis how old the journal's oldest facts must be to be retired, at least a minute; 0 to
 *     keep them
 * @param limitBytes what the journal's files may take, at least eight segments; 0 for any amount
 * @param segmentBytes size of a file of the journal
 * @param spareBytes space that a base leaves free on the disk
 */
public record UpkeepConfig(
    long everyMillis, long keepMillis, long limitBytes, int segmentBytes, long spareBytes) {

  /** A base every quarter of an hour; the journal is kept. */
  public static final UpkeepConfig DEFAULTS =
      new UpkeepConfig(15 * 60_000, 0, 0, 64 << 20, 512L << 20);

  /** Checks the ranges. */
  public UpkeepConfig {
    require(everyMillis == 0 || everyMillis >= 1000, "base snapshots: every second at most");
    require(keepMillis == 0 || keepMillis >= 60_000, "the journal: kept for a minute at least");
    require(
        limitBytes == 0 || limitBytes >= 8L * segmentBytes,
        "the journal's limit: eight segments at least");
    require(
        everyMillis > 0 || keepMillis == 0 && limitBytes == 0,
        "the journal can only be cut behind base snapshots, which are off");
  }

  /** Whether facts are ever retired. */
  boolean retires() {
    return keepMillis > 0 || limitBytes > 0;
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
