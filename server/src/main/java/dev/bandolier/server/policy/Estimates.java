package dev.bandolier.server.policy;

import java.util.Arrays;

/**
 * What is believed of the eligible arms' rewards in one context: a mean and a width each, the width
 * being the standard deviation of the mean, the noise's estimate included, in units of the reward.
 *
 * <p>Reusable working memory of one thread; it grows to the largest number of arms seen.
 */
public final class Estimates {
  double[] mean = new double[16];
  double[] width = new double[16];
  int count;

  /** Memory for {@link LinearThompson}'s integral, which carries nothing from call to call. */
  final Contenders contenders = new Contenders();

  /** Makes room for that many arms, whose means and widths are then undefined. */
  public void resize(int arms) {
    if (mean.length < arms) {
      mean = Arrays.copyOf(mean, arms);
      width = Arrays.copyOf(width, arms);
    }
    count = arms;
  }

  /**
   * States what is believed of one arm.
   *
   * @param arm 0 to count − 1
   * @param mean finite
   * @param width finite, at least 0
   */
  public void set(int arm, double mean, double width) {
    this.mean[arm] = mean;
    this.width[arm] = width;
  }

  /** Number of arms. */
  public int count() {
    return count;
  }

  /** Mean of an arm's reward. */
  public double mean(int arm) {
    return mean[arm];
  }

  /** Standard deviation of that mean. */
  public double width(int arm) {
    return width[arm];
  }
}
