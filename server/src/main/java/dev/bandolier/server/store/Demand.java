package dev.bandolier.server.store;

/** Blocks that somebody is going to need. For one thread; see {@link BlockStore#fits}. */
public final class Demand {
  private final long[] arms = new long[SizeClass.COUNT];
  private final long[] ledger = new long[SizeClass.COUNT];

  /**
   * Adds blocks.
   *
   * @param count at least 0
   * @throws IllegalArgumentException if no block holds such a payload
   */
  public Demand add(int kind, int payloadWords, int count) {
    counts(Share.of(kind))[SizeClass.holding(payloadWords)] += count;
    return this;
  }

  long count(Share share, int sizeClass) {
    return counts(share)[sizeClass];
  }

  private long[] counts(Share share) {
    return share == Share.ARMS ? arms : ledger;
  }
}
