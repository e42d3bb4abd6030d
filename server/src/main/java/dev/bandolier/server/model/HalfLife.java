package dev.bandolier.server.model;

/**
 * What is left of something learned after some ticks of forgetting: 2^(−ticks / 32). A tick is a 32nd of a
 * half-life: 2.1 % are forgotten at once, which no decision notices, and an arm costs a Cholesky
 * decomposition 32 times a half-life. The same bits on every machine.
 */
public final class HalfLife {
  /** Ticks of a half-life. */
  public static final int TICKS = 32;

  private HalfLife() {}

  /**
   * γ of that many ticks.
   *
   * @param ticks at least 0
   */
  public static double keep(long ticks) {
    return ticks == 0 ? 1.0 : StrictMath.pow(0.5, (double) ticks / TICKS);
  }
}
