package dev.bandolier.loadtest.replay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What each arm may earn under each label. Immutable. */
final class RewardTable {
  private final List<String> arms;
  private final double[][][] rewards;

  /** Rewards by label, arm, and chance: none of the innermost arrays is empty. */
  private RewardTable(List<String> arms, double[][][] rewards) {
    this.arms = arms;
    this.rewards = rewards;
  }

  /**
   * From what a spec says.
   *
   * @throws SpecException where an arm has no reward for a label
   */
  static RewardTable of(Kind.Rewards rewards, List<String> labels) {
    if (rewards instanceof Kind.Rewards.PerArm perArm) {
      return perArm(perArm.rewards(), labels);
    }
    return rightWrong((Kind.Rewards.RightWrong) rewards, labels);
  }

  /** The arms' names, by index. */
  List<String> arms() {
    return arms;
  }

  /** The rewards that are possible, each by equal chance. */
  double[] possible(int label, int arm) {
    return rewards[label][arm];
  }

  /** The mean of what is possible. */
  double expected(int label, int arm) {
    return Arrays.stream(rewards[label][arm]).average().orElseThrow();
  }

  /** From the least to the greatest that is possible under any label. */
  RewardRange range() {
    double[] all =
        Arrays.stream(rewards).flatMap(Arrays::stream).flatMapToDouble(Arrays::stream).toArray();
    return new RewardRange(
        Arrays.stream(all).min().orElseThrow(), Arrays.stream(all).max().orElseThrow());
  }

  private static RewardTable rightWrong(Kind.Rewards.RightWrong rewards, List<String> labels) {
    double[][][] table = new double[labels.size()][labels.size()][];
    for (int label = 0; label < labels.size(); label++) {
      for (int arm = 0; arm < labels.size(); arm++) {
        table[label][arm] = new double[] {label == arm ? rewards.right() : rewards.wrong()};
      }
    }
    return new RewardTable(labels, table);
  }

  private static RewardTable perArm(
      Map<String, Map<String, double[]>> rewards, List<String> labels) {
    List<String> arms = new ArrayList<>(rewards.keySet());
    double[][][] table = new double[labels.size()][arms.size()][];
    for (int label = 0; label < labels.size(); label++) {
      for (int arm = 0; arm < arms.size(); arm++) {
        table[label][arm] = possible(rewards, arms.get(arm), labels.get(label));
      }
    }
    return new RewardTable(arms, table);
  }

  private static double[] possible(
      Map<String, Map<String, double[]>> rewards, String arm, String label) {
    Map<String, double[]> ofArm = rewards.getOrDefault(arm, Map.of());
    double @Nullable [] any = ofArm.get(Kind.Rewards.PerArm.ANY_LABEL);
    double @Nullable [] possible = ofArm.getOrDefault(label, any);
    if (possible == null) {
      throw SpecException.at("rewards." + arm, "no reward for label '" + label + "'");
    }
    return possible;
  }
}
