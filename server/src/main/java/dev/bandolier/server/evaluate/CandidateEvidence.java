package dev.bandolier.server.evaluate;

import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.v1.ArmState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What closed decisions say about candidates beside the policy that served, and about the policy without each of its arms. A pure
 * function of the rows, in their order. Memory: a ridge regression per arm, up to {@value #MODEL_BYTES} bytes (beyond that, and for
 * decisions of several slots or positions, differences go without predictions), and some numbers a candidate and an arm. One thread.
 *
 * <p>Of several slots and positions a candidate's weight is the product over them, and the reward the mean of theirs. An arm is judged by its own slot's
 * rewards, where one arm is shown.
 */
public final class CandidateEvidence {

  /** What the regressions may take: 64 MiB, so that what is found does not depend on a machine's memory. */
  static final long MODEL_BYTES = 64L << 20;

  private final RewardRange range;
  private final boolean judgesArms;
  private final List<PairedSequence> candidates = new ArrayList<>();
  private final Map<Long, PairedSequence> arms = new HashMap<>();
  private final Advantage advantage = new Advantage();
  private final Moments served = new Moments();
  private final Map<Integer, Moments> slots = new HashMap<>();
  private @Nullable RewardModel model;
  private Campaign campaign;
  private double[] prediction = new double[16];

  /**
   * Nothing yet.
   *
   * @param range between what its rewards lie
   * @param count how many candidates
   * @param judgesArms whether arms are judged, too
   */
  public CandidateEvidence(Campaign campaign, RewardRange range, int count, boolean judgesArms) {
    this.campaign = campaign;
    this.range = range;
    this.judgesArms = judgesArms;
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
   * @param interval each end fails with the probability asked for
   */
  public record Found(long decisions, double difference, Interval interval) {}

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
  public @Nullable Found without(Slot slot, Arm arm, double alpha) {
    PairedSequence sequence = arms.get(key(slot.uid(), arm.uid()));
    return sequence == null ? null : found(sequence, alpha);
  }

  /** Whether the lower end of what the policy would gain without an arm is above a margin; cheaper than making it. */
  public boolean gainsWithout(Slot slot, Arm arm, double margin, double alpha) {
    PairedSequence sequence = arms.get(key(slot.uid(), arm.uid()));
    double width = range.greatest() - range.least();
    return sequence != null && isActive(arm) && sequence.exceeds(margin / width, alpha);
  }

  private Found found(PairedSequence sequence, double alpha) {
    double width = range.greatest() - range.least();
    Interval units = sequence.interval(alpha);
    return new Found(
        sequence.count(),
        width * sequence.mean(),
        new Interval(width * units.low(), width * units.high()));
  }

  /** Goes on with a later revision: what an arm has shown before it was paused does not count once it is resumed. */
  public void revise(Campaign revised) {
    campaign = revised;
    for (Slot slot : revised.slots()) {
      for (Arm arm : slot.arms()) {
        if (!isActive(arm)) {
          arms.remove(key(slot.uid(), arm.uid()));
        }
      }
    }
  }

  private static boolean isActive(@Nullable Arm arm) {
    return arm != null && arm.state() == ArmState.ARM_STATE_ACTIVE;
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
    if (judgesArms) {
      row.slots().forEach(this::judge);
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
      candidates.get(c).add(advantage, soFar(served));
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
      sequence.add(advantage, soFar(served));
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

  private void judge(LoggedSlot logged) {
    Slot slot = campaign.slotByUid(logged.slotUid());
    boolean judged = slot != null && logged.chosen().length == 1 && logged.isWhole();
    if (slot == null || !judged || logged.arms().length < 2) {
      return;
    }
    boolean predicted = predict(logged);
    double[] p = logged.pmf();
    double value = 0.0;
    for (int i = 0; i < p.length; i++) {
      value += p[i] * prediction[i];
    }
    Moments seen = slots.computeIfAbsent(slot.uid(), fresh -> new Moments());
    double reward = range.unit(logged.rewards()[0]);
    int chosen = logged.chosen()[0];
    for (int i = 0; i < p.length; i++) {
      if (isActive(slot.armByUid(logged.arms()[i])) && p[i] < 1.0) {
        advantage.without(p, prediction, value, i, chosen, reward);
        advantage.predicted = predicted;
        arms.computeIfAbsent(key(slot.uid(), logged.arms()[i]), fresh -> new PairedSequence())
            .add(advantage, soFar(seen));
      }
    }
    seen.add(reward);
  }

  /** The mean so far, shrunk towards ½. */
  private static double soFar(Moments seen) {
    double count = seen.count();
    return count == 0 ? 0.5 : (seen.mean() * count + 0.5) / (count + 1.0);
  }

  private static long key(int slot, int arm) {
    return (long) slot << 32 | arm;
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
