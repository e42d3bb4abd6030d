package dev.bandolier.server.evaluate;

/**
 * An interval for the mean of bounded observations that holds at every number of them at once: one may look after each,
 * decide by what one sees, and stop at any time, and the mean is outside at any look with probability at most 1 − level. The
 * observations may depend on the past (adaptive collection), as long as each one's mean given the past is the same.
 *
 * <p>Two {@link LowerSequence}s, one of the observation scaled to [0, 1] and one of its mirror image, each with half of
 * the error: the empirical-Bernstein sequence of Waudby-Smith and Ramdas ("Estimating means of bounded random variables
 * by betting", 2024, theorem 2) averaged over fixed bets. Its width shrinks like the observations' own standard deviation times
 * √(ln ln n/n), so that it needs no variance beforehand; the declared bounds enter with a term in 1/n.
 *
 * <p>State: {@link #WORDS} numbers, see {@link #save}; they are moved by + − × ÷ and comparisons alone, and so the same on
 * every machine. Cost: O(1) an observation, some 2,000 exponentials an interval. One thread.
 */
public final class ConfidenceSequence {

  /** Numbers of state. */
  public static final int WORDS = 2 * LowerSequence.WORDS;

  private final double least;
  private final double range;
  private final double alpha;
  private final LowerSequence below = new LowerSequence();
  private final LowerSequence above = new LowerSequence();

  /**
   * A sequence without observations.
   *
   * @param least the least value that an observation can have, finite
   * @param greatest the greatest, finite, above {@code least}
   * @param level the probability with which all intervals together hold, in (0, 1)
   * @throws IllegalArgumentException if that is not so
   */
  public ConfidenceSequence(double least, double greatest, double level) {
    if (!(level > 0.0 && level < 1.0) || !(least < greatest && Double.isFinite(greatest - least))) {
      throw new IllegalArgumentException(
          "bounds " + least + " to " + greatest + " at level " + level);
    }
    this.least = least;
    this.range = greatest - least;
    this.alpha = 1.0 - level;
  }

  /**
   * Takes an observation in.
   *
   * @param value within the bounds
   * @throws IllegalArgumentException if it is not
   */
  public void add(double value) {
    double unit = (value - least) / range;
    if (!(unit >= 0.0 && unit <= 1.0)) {
      throw new IllegalArgumentException(value + " is not within the declared bounds");
    }
    below.add(unit, 0.0);
    above.add(1.0 - unit, 0.0);
  }

  /** How many observations there were. */
  public long count() {
    return below.count();
  }

  /** Their mean; NaN before the first. */
  public double mean() {
    return least + range * below.mean();
  }

  /** The interval as of now; the bounds before any observation. */
  public Interval interval() {
    double low = below.low(0.5 * alpha);
    double high = 1.0 - above.low(0.5 * alpha);
    return new Interval(least + range * low, least + range * high);
  }

  /** Whether {@link #interval} leaves a value out; much cheaper than making it. */
  public boolean excludes(double value) {
    double unit = (value - least) / range;
    double limit = -StrictMath.log(0.5 * alpha);
    return below.logWealth(unit) >= limit || above.logWealth(1.0 - unit) >= limit;
  }

  /**
   * Writes the state.
   *
   * @param into receives {@link #WORDS} numbers
   * @param at index of the first
   */
  public void save(double[] into, int at) {
    below.save(into, at);
    above.save(into, at + LowerSequence.WORDS);
  }

  /** Goes on from a state that {@link #save} of a sequence with the same bounds has written. */
  public void restore(double[] from, int at) {
    below.restore(from, at);
    above.restore(from, at + LowerSequence.WORDS);
  }
}
