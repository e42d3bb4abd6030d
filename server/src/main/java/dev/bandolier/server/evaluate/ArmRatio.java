package dev.bandolier.server.evaluate;

/**
 * Whether an arm was shown as often as its probabilities say: the sum over decisions of (shown − p) is a martingale, so its mean is 0
 * whatever the policy learned meanwhile, and a {@link ConfidenceSequence} that leaves 0 out at any time tells that it is none. Looks at powers
 * of 1.1 and when asked. One thread.
 */
public final class ArmRatio {

  private static final double NEXT = 1.1;

  private final ConfidenceSequence difference;
  private double look = 10.0;
  private long shown;
  private double expected;
  private boolean mismatch;

  /**
   * An arm that was not eligible yet.
   *
   * @param error the probability of a false alarm, ever, in (0, 1)
   */
  public ArmRatio(double error) {
    difference = new ConfidenceSequence(-1.0, 1.0, 1.0 - error);
  }

  /** Takes a decision in for which the arm was eligible. */
  public void add(boolean chosen, double probability) {
    shown += chosen ? 1 : 0;
    expected += probability;
    difference.add((chosen ? 1.0 : 0.0) - probability);
    if (difference.count() >= look) {
      look *= NEXT;
      mismatch |= difference.excludes(0.0);
    }
  }

  /** How often it was shown. */
  public long shown() {
    return shown;
  }

  /** How often it should have been, by the sum of its probabilities. */
  public double expected() {
    return expected;
  }

  /** Whether the difference was ever too large for chance. */
  public boolean mismatch() {
    mismatch |= difference.count() > 0 && difference.excludes(0.0);
    return mismatch;
  }
}
