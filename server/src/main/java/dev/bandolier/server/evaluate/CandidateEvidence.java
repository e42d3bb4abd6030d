package dev.bandolier.server.evaluate;

import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What closed decisions say about candidates beside the policy that served, and about the policy without each of its arms. A pure
 * function of the rows, in their order. Memory: a ridge regression per arm, up to {@value #MODEL_BYTES} bytes (beyond that, and for
 * decisions of several slots or positions, differences go without predictions), and some numbers a candidate and an arm. One thread.
 *
 * <p>Of several slots and positions a candidate's weight is the product over them, and the reward the mean of theirs.
 */
public final class CandidateEvidence {

  /** What the regressions may take: 64 MiB, so that what is found does not depend on a machine's memory. */
  static final long MODEL_BYTES = 64L << 20;

  private final RewardRange range;
  private final List<PairedSequence> candidates = new ArrayList<>();
  private final @Nullable ArmEvidence arms;
  private final Advantage advantage = new Advantage();
  private final Moments served = new Moments();
  private @Nullable RewardModel model;
  private double[] prediction = new double[16];

  /**
   * Nothing yet.
   *
   * @param range between what its rewards lie
   * @param count how many candidates
   * @param armsError the error of everything that is found out about arms; 0: they are not judged
   */
  public CandidateEvidence(Campaign campaign, RewardRange range, int count, double armsError) {
    this.range = range;
    this.arms = armsError > 0.0 ? new ArmEvidence(campaign, armsError) : null;
    this.model = new RewardModel(campaign.priorPrecision(), range, new MemoryBudget(MODEL_BYTES));
    for (int i = 0; i < count; i++) {
      candidates.add(new PairedSequence());
    }
  }

  /**
   * What is known of a difference, in units of a reward.
   *
   * @param decisions on how many decisions
   * @param difference its estimate
   * @param interval each end fails with probability {@code error}, over all looks together
   */
  public record Found(long decisions, double difference, Interval interval, double error) {}

  /** How many decisions candidates were compared on. */
  public long decisions() {
    return (long) served.count();
  }

  /** What these earned in the mean; NaN for none. */
  public double servedMean() {
    return range.reward(served.mean());
  }

  /**
   * What a candidate would have earned more.
   *
   * @param alpha the error of each end, over all looks together
   */
  public Found candidate(int index, double alpha) {
    return found(candidates.get(index), alpha);
  }

  /** Whether the lower end of a candidate's difference is above a margin; cheaper than making it. */
  public boolean gainsBy(int index, double margin, double alpha) {
    return candidates.get(index).exceeds(margin / (range.greatest() - range.least()), alpha);
  }

  /** What the policy would have earned more without an arm, in its slot; null where that is not known. */
  public @Nullable Found without(Slot slot, Arm arm) {
    ArmEvidence.Test test = arms == null ? null : arms.of(slot, arm);
    return test == null ? null : found(test.sequence(), test.error());
  }

  /** Whether the lower end of what the policy would gain without an arm is above a margin; cheaper than making it. */
  public boolean gainsWithout(Slot slot, Arm arm, double margin) {
    ArmEvidence.Test test = arms == null ? null : arms.of(slot, arm);
    double width = range.greatest() - range.least();
    return test != null && test.sequence().exceeds(margin / width, test.error());
  }

  private Found found(PairedSequence sequence, double alpha) {
    double width = range.greatest() - range.least();
    Interval units = sequence.interval(alpha);
    return new Found(
        sequence.count(),
        width * sequence.mean(),
        new Interval(width * units.low(), width * units.high()),
        alpha);
  }

  /**
   * Goes on with a later revision: what an arm has shown before it was paused does not count once it is resumed.
   *
   * @param position where the revision's fact stands
   */
  public void revise(Campaign revised, long position) {
    if (arms != null) {
      arms.revise(revised, position);
    }
  }

  /**
   * Takes a decision in.
   *
   * @param row with every slot of the decision, in its fact's order; a reward that does not count is NaN
   * @param targets by candidate, slot and eligible arm: the probabilities with which candidates would have chosen then
   * @return whether candidates were compared on it: every reward counts
   */
  public boolean add(LoggedRow row, float[] targets) {
    boolean whole = row.slots().stream().allMatch(LoggedSlot::isWhole);
    boolean single = row.slots().size() == 1 && row.slots().get(0).chosen().length == 1;
    if (whole && single) {
      single(row.slots().get(0), targets);
    } else if (whole) {
      several(row, targets);
    }
    if (arms != null) {
      judge(arms, row);
    }
    if (whole) {
      served.add(range.unit(row.reward()));
    }
    learn(row);
    return whole;
  }

  private void single(LoggedSlot slot, float[] targets) {
    boolean predicted = predict(slot);
    double reward = range.unit(slot.rewards()[0]);
    int chosen = slot.chosen()[0];
    for (int c = 0; c < candidates.size(); c++) {
      int at = c * slot.arms().length;
      if (predicted) {
        advantage.of(slot.pmf(), targets, at, prediction, chosen, reward);
      } else {
        advantage.plain(targets[at + chosen] / slot.propensity()[0], reward);
      }
      candidates.get(c).add(advantage, served.soFar());
    }
  }

  private void several(LoggedRow row, float[] targets) {
    double reward = range.unit(row.reward());
    int at = 0;
    for (PairedSequence sequence : candidates) {
      double weight = 1.0;
      for (LoggedSlot slot : row.slots()) {
        weight *= weight(slot, targets, at);
        at += slot.arms().length;
      }
      advantage.plain(weight, reward);
      sequence.add(advantage, served.soFar());
    }
  }

  /** Position after position, each without the arms before it. */
  private static double weight(LoggedSlot slot, float[] targets, int at) {
    double left = 0.0;
    for (int i = 0; i < slot.arms().length; i++) {
      left += targets[at + i];
    }
    double weight = 1.0;
    for (int i = 0; i < slot.chosen().length; i++) {
      double target = targets[at + slot.chosen()[i]];
      weight *= left > 0.0 ? Math.min(1.0, target / left) / slot.propensity()[i] : 0.0;
      left -= target;
    }
    return weight;
  }

  private void judge(ArmEvidence judged, LoggedRow row) {
    for (LoggedSlot logged : row.slots()) {
      if (judged.judges(logged)) {
        boolean predicted = predict(logged);
        judged.add(row.position(), logged, predicted, prediction, range.unit(logged.rewards()[0]));
      }
    }
  }

  private boolean predict(LoggedSlot slot) {
    if (prediction.length < slot.arms().length) {
      prediction = new double[2 * slot.arms().length];
    }
    RewardModel known = model;
    if (known == null) {
      return false;
    }
    try {
      known.predict(slot, prediction);
    } catch (EvaluationException tooLarge) {
      model = null;
      return false;
    }
    for (int i = 0; i < slot.arms().length; i++) {
      prediction[i] = range.unit(prediction[i]);
    }
    return true;
  }

  private void learn(LoggedRow row) {
    RewardModel known = model;
    try {
      if (known != null) {
        known.learn(row);
      }
    } catch (EvaluationException tooLarge) {
      model = null;
    }
  }
}
