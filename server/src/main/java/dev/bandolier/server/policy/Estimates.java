package dev.bandolier.server.policy;

import java.util.Arrays;

/**
 * What is believed of the eligible arms' rewards in one context: a mean and a width each, the width
 * being the standard deviation of the mean, the noise's estimate included, in units of the reward.
 * Without a context: how often each arm was pulled, and the mean of what it yielded.
 *
 * <p>Reusable working memory of one thread; it grows to the largest number of arms seen.
 */
public final class Estimates {
  /** Pulls of less are none: what rounding leaves of those that were taken back. */
  static final double LEAST_PULLS = 1e-9;

  double[] mean = new double[16];
  double[] width = new double[16];

  /** By arm, where there is no context: the weight of what it has learned. */
  double[] pulls = new double[16];

  int count;

  /** The weight of what the slot's arms have learned. */
  double slotPulls;

  /** σ̂ of the slot, in units of the reward. */
  double noise;

  /** Memory for {@link LinearThompson}'s integral, which carries nothing from call to call. */
  final Contenders contenders = new Contenders();

  /** Its integral where there are many of them. */
  final ManyArms many = new ManyArms(contenders);

  /** What the arms of a slot share, where the policy uses that; told before arms are scored. */
  public final Shared shared = new Shared();

  /** Memory for {@link BetaThompson}'s. */
  final LogitBetas betas = new LogitBetas();

  /** Makes room for that many arms, whose means and widths are then undefined. */
  public void resize(int arms) {
    if (mean.length < arms) {
      mean = Arrays.copyOf(mean, arms);
      width = Arrays.copyOf(width, arms);
      pulls = Arrays.copyOf(pulls, arms);
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

  /**
   * States what one arm has yielded, where there is no context.
   *
   * @param arm 0 to count − 1
   * @param pulls at least 0 up to rounding
   * @param mean of what they yielded; anything finite without pulls
   */
  public void setPulls(int arm, double pulls, double mean) {
    this.pulls[arm] = pulls;
    this.mean[arm] = mean;
  }

  /**
   * States what the slot's arms have learned together.
   *
   * @param pulls at least 0
   * @param noise σ̂, at least 0
   */
  public void setSlot(double pulls, double noise) {
    this.slotPulls = pulls;
    this.noise = noise;
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
