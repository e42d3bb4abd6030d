package dev.bandolier.server.policy;

/**
 * Philox4x64 with ten rounds: the first word of the block at a 256-bit counter under a 128-bit key
 * (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011). Stateless.
 */
final class Philox {
  private static final long M0 = 0xD2E7470EE14C6C93L;
  private static final long M1 = 0xCA5A826395121157L;
  private static final long W0 = 0x9E3779B97F4A7C15L;
  private static final long W1 = 0xBB67AE8584CAA73BL;
  private static final int ROUNDS = 10;

  private Philox() {}

  static long first(long c0, long c1, long c2, long c3, long key0, long key1) {
    long x0 = c0;
    long x1 = c1;
    long x2 = c2;
    long x3 = c3;
    long k0 = key0;
    long k1 = key1;
    for (int round = 0; round < ROUNDS; round++) {
      long high0 = unsignedHigh(M0, x0);
      long high1 = unsignedHigh(M1, x2);
      long low0 = M0 * x0;
      long low1 = M1 * x2;
      x0 = high1 ^ x1 ^ k0;
      x1 = low1;
      x2 = high0 ^ x3 ^ k1;
      x3 = low0;
      k0 += W0;
      k1 += W1;
    }
    return x0;
  }

  /** High half of the unsigned product; both multipliers are negative as signed numbers. */
  private static long unsignedHigh(long multiplier, long x) {
    return Math.multiplyHigh(multiplier, x) + x + (multiplier & x >> (Long.SIZE - 1));
  }
}
