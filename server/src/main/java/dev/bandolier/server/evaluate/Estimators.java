package dev.bandolier.server.evaluate;

import org.jspecify.annotations.Nullable;

/**
 * Estimators of a policy's value from rows that another policy chose, side by side, a row at a time, in constant memory. With w, r, r̂ and
 * V̂ as in {@link WeighedRow}:
 *
 * <pre>
 *   IPS     mean of w·r                          (Horvitz and Thompson 1952)
 *   SNIPS   Σw·r / Σw                            (Swaminathan and Joachims 2015, equation 5)
 *   DM      mean of V̂
 *   DR      mean of V̂ + w·(r − r̂)               (Dudík, Langford and Li 2011, equation 1)
 *   SWITCH  DR where w ≤ τ, else DM              (see {@link SwitchEstimator})
 *   slate   mean of (1 + Σₛ(wₛ − 1))·r           (Swaminathan et al. 2017, section 3.1, for slots that are drawn one by one: Vlassis
 *                                                 et al. 2021, equation 4; right where rewards add up over slots)
 * </pre>
 *
 * <p>IPS and DR are unbiased where the logged probabilities are right and positive wherever the policy's are, the others are not. Their
 * intervals for a fixed number of rows are {@link Moments}'s, with one more row of the largest weight at either bound of the rewards, where these
 * are declared, moved apart where the log hardly made what the policy does ({@link Unseen}); those of DM and SWITCH tell of variance alone, not of the
 * model's error. Confidence sequences: {@link ValueSequence}, for IPS and DR without clipping, where rewards have declared
 * bounds and none lies beyond them (under an earlier revision it may); IPS's control is the mean reward so far. They end where {@link #hold} is
 * called, so that a later look goes on where this one ended. One thread.
 */
final class Estimators {

  private final @Nullable RewardRange range;
  private final double clip;
  private final Moments ips = new Moments();
  private final RatioMoments snips = new RatioMoments();
  private final Moments dm = new Moments();
  private final Moments dr = new Moments();
  private final SwitchEstimator switchDr = new SwitchEstimator();
  private final Moments slate = new Moments();
  private final Moments logged = new Moments();
  private final Weights weights = new Weights();
  private final Weights slateWeights = new Weights();
  private final Unseen unseen = new Unseen();
  private final ValueSequence ipsSequence = new ValueSequence();
  private final ValueSequence drSequence = new ValueSequence();
  private double loggedUnits;
  private double leastPredicted = Double.POSITIVE_INFINITY;
  private double mostPredicted = Double.NEGATIVE_INFINITY;
  private boolean slates;
  private boolean wholePmfs = true;
  private boolean held;
  private boolean beyond;

  /**
   * Estimators without rows.
   *
   * @param range between what rewards lie; null: not declared
   * @param clip weights above it count as it; ∞: none
   */
  Estimators(@Nullable RewardRange range, double clip) {
    this.range = range;
    this.clip = clip;
  }

  /** Takes a row in. */
  void add(WeighedRow row) {
    double weight = Math.min(clip, row.product());
    double reward = row.meanReward();
    if (range != null && !held) {
      follow(row, range);
    }
    ips.add(weight * reward);
    snips.add(weight, reward);
    dm.add(row.meanExpected());
    dr.add(row.meanExpected() + weight * (reward - row.meanPredicted()));
    leastPredicted = Math.min(leastPredicted, row.meanPredicted());
    mostPredicted = Math.max(mostPredicted, row.meanPredicted());
    switchDr.add(row);
    weights.add(weight);
    unseen.add(row.product());
    logged.add(reward);
    slates |= row.isSlate();
    slate.add(row.slateWeight() * reward);
    slateWeights.add(row.slateWeight());
  }

  /** From here on the sequences take no row in: one may be missing before it, that is there at a later look. */
  void hold() {
    held = true;
  }

  private void follow(WeighedRow row, RewardRange bounds) {
    wholePmfs &= row.arms > 0;
    beyond |= !bounds.has(row.meanReward());
    double meanSoFar = (loggedUnits + 0.5) / (logged.count() + 1.0);
    ipsSequence.add(row, bounds, arm -> meanSoFar);
    drSequence.add(row, bounds, arm -> bounds.unit(row.prediction[arm]));
    loggedUnits += bounds.unit(row.meanReward());
  }

  /** How many rows there were. */
  long rows() {
    return (long) logged.count();
  }

  /** The mean of the logged rewards. */
  double loggedValue() {
    return logged.mean();
  }

  /** What they say by now. */
  ValueEstimates estimates() {
    double width = range == null ? 0.0 : range.greatest() - range.least();
    return new ValueEstimates(
        estimate(ips.mean(), ipsInterval(), anytime(ipsSequence)),
        estimate(snips.value(), snipsInterval(), Interval.UNKNOWN),
        new Estimate(
            dm.mean(), dm.interval(), Interval.UNKNOWN, dm.count(), Double.NaN, Double.NaN),
        estimate(dr.mean(), drInterval(), wholePmfs ? anytime(drSequence) : Interval.UNKNOWN),
        switchDr.estimate(width),
        slates ? slateEstimate() : null);
  }

  /** Where rewards have bounds, one more row of the largest weight might have had either. */
  private Interval ipsInterval() {
    double weight = weights.largest();
    Interval seen =
        range == null
            ? ips.interval()
            : ips.interval(
                Math.min(0.0, weight * range.least()), Math.max(0.0, weight * range.greatest()));
    return unseen.widen(seen, Math.min(0.0, least()), Math.max(0.0, greatest()));
  }

  private Interval snipsInterval() {
    Interval seen =
        range == null
            ? snips.interval()
            : snips.interval(weights.largest(), range.least(), range.greatest());
    return unseen.widen(
        seen, Math.min(0.0, least() - seen.low()), Math.max(0.0, greatest() - seen.high()));
  }

  /** The model, too, is right or wrong about unseen rewards by as much as these can differ. */
  private Interval drInterval() {
    double weight = weights.largest();
    Interval seen =
        range == null
            ? dr.interval()
            : dr.interval(
                dm.mean() + weight * (range.least() - mostPredicted),
                dm.mean() + weight * (range.greatest() - leastPredicted));
    return unseen.widen(seen, least() - greatest(), greatest() - least());
  }

  private double least() {
    return range == null ? Double.NEGATIVE_INFINITY : range.least();
  }

  private double greatest() {
    return range == null ? Double.POSITIVE_INFINITY : range.greatest();
  }

  private Estimate estimate(double value, Interval fixed, Interval anytime) {
    double clipped = Double.isFinite(clip) ? clip : Double.NaN;
    return new Estimate(value, fixed, anytime, weights.effective(), weights.largest(), clipped);
  }

  private Estimate slateEstimate() {
    return new Estimate(
        slate.mean(),
        slate.interval(),
        Interval.UNKNOWN,
        slateWeights.effective(),
        slateWeights.largest(),
        Double.NaN);
  }

  private Interval anytime(ValueSequence sequence) {
    if (range == null || beyond || Double.isFinite(clip)) {
      return Interval.UNKNOWN;
    }
    Interval units = sequence.interval();
    return new Interval(range.reward(units.low()), range.reward(units.high()));
  }
}
