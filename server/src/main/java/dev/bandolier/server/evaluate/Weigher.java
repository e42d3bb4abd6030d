package dev.bandolier.server.evaluate;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import java.util.Arrays;

/** Makes a {@link WeighedRow} of a logged one: what a policy would have done, what a model expects. One thread. */
final class Weigher {

  private final Campaign settings;
  private final TargetPolicy policy;
  private final RewardModel model;
  private final WeighedRow row = new WeighedRow();
  private double[] target = new double[16];
  private double[] prediction = new double[16];

  Weigher(Campaign settings, TargetPolicy policy, RewardModel model) {
    this.settings = settings;
    this.policy = policy;
    this.model = model;
  }

  /** Weighs a row whose rewards all count; the same working memory every time. */
  WeighedRow weigh(LoggedRow logged) {
    row.begin(logged.slots().stream().mapToInt(slot -> slot.chosen().length).sum());
    int part = 0;
    for (int s = 0; s < logged.slots().size(); s++) {
      LoggedSlot slot = logged.slots().get(s);
      ask(slot, logged.position());
      part = fill(slot, s, part);
    }
    if (row.parts == 1) {
      fillArms(logged.slots().get(0));
    }
    return row;
  }

  /** The row's weight alone, for a policy and a row of one part. */
  double weight(LoggedRow logged) {
    LoggedSlot slot = logged.slots().get(0);
    ask(slot, logged.position());
    return target[slot.chosen()[0]] / slot.propensity()[0];
  }

  private void ask(LoggedSlot slot, long position) {
    int arms = slot.arms().length;
    if (target.length < arms) {
      target = new double[arms];
      prediction = new double[arms];
    }
    policy.probabilities(slot, position, target);
    model.predict(slot, prediction);
  }

  /** Position after position, each without the arms before it. */
  private int fill(LoggedSlot slot, int ordinal, int from) {
    int part = from;
    boolean conditional = hasContextSlots(slot.slotUid());
    double[] left = Arrays.copyOf(target, slot.arms().length);
    for (int i = 0; i < slot.chosen().length; i++) {
      int arm = slot.chosen()[i];
      double mass = Arrays.stream(left).sum();
      row.slot[part] = ordinal;
      row.conditional[part] = conditional || i > 0;
      row.weight[part] = mass > 0.0 ? left[arm] / mass / slot.propensity()[i] : 0.0;
      row.reward[part] = slot.rewards()[i];
      row.predicted[part] = prediction[arm];
      row.expected[part++] = mass > 0.0 ? dot(left) / mass : 0.0;
      left[arm] = 0.0;
    }
    return part;
  }

  private double dot(double[] weights) {
    double sum = 0.0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * prediction[i];
    }
    return sum;
  }

  private boolean hasContextSlots(int slotUid) {
    Slot slot = settings.slotByUid(slotUid);
    return slot != null && slot.contextSlots().length > 0;
  }

  private void fillArms(LoggedSlot slot) {
    if (!slot.hasWholePmf()) {
      return;
    }
    int arms = slot.arms().length;
    row.beginArms(arms);
    row.chosen = slot.chosen()[0];
    for (int i = 0; i < arms; i++) {
      row.target[i] = target[i];
      row.prediction[i] = prediction[i];
      row.armWeight[i] = target[i] > 0.0 ? target[i] / slot.pmf()[i] : 0.0;
    }
    if (Arrays.stream(row.armWeight, 0, arms).anyMatch(Double::isInfinite)) {
      row.arms = 0;
    }
  }
}
