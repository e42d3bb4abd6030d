package dev.bandolier.loadtest.replay;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Classification as a bandit: only the chosen arm's reward is revealed, though the label tells all.
 * Where several rewards are possible, one of them is drawn by equal chance. Draws: one per row.
 */
final class LabelledProblem implements Problem {
  private final Spec spec;
  private final Arms arms;
  private final ContextFeatures features;
  private final int[] labels;
  private final RewardTable rewards;

  private LabelledProblem(
      Spec spec, Arms arms, ContextFeatures features, int[] labels, RewardTable rewards) {
    this.spec = spec;
    this.arms = arms;
    this.features = features;
    this.labels = labels;
    this.rewards = rewards;
  }

  /**
   * The problem that the rows pose.
   *
   * @throws SpecException where a column is missing or a label has no reward
   */
  static LabelledProblem of(Spec spec, Kind.Labelled kind, Table table) {
    int column = table.column("label", kind.label());
    List<String> values =
        table.rows().stream().map(row -> row[column]).distinct().sorted().toList();
    int[] labels = table.rows().stream().mapToInt(r -> values.indexOf(r[column])).toArray();
    RewardTable rewards = RewardTable.of(kind.rewards(), values);
    Arms arms = Arms.named(rewards.arms());
    ContextFeatures features = ContextFeatures.of(spec, table);
    return new LabelledProblem(spec, arms, features, labels, rewards);
  }

  @Override
  public String name() {
    return spec.name();
  }

  @Override
  public Arms arms() {
    return arms;
  }

  @Override
  public ContextFeatures features() {
    return features;
  }

  @Override
  public RewardRange range() {
    return rewards.range();
  }

  @Override
  public int rounds() {
    return RowOrder.length(labels.length, spec.limit());
  }

  @Override
  public Episode episode(OptionalLong seed) {
    return new Pass(seed, spec.limit());
  }

  private final class Pass extends RowEpisode {
    Pass(OptionalLong seed, OptionalInt limit) {
      super(features, labels.length, seed, limit);
    }

    @Override
    public double reveal(int arm) {
      double[] possible = rewards.possible(labels[row()], arm);
      return possible[(int) (draw() * possible.length)];
    }

    @Override
    public References references() {
      double[] means = new double[arms.count()];
      double oracle = 0;
      for (int row : order()) {
        double best = Double.NEGATIVE_INFINITY;
        for (int arm = 0; arm < means.length; arm++) {
          double expected = rewards.expected(labels[row], arm);
          means[arm] += expected / order().length;
          best = Math.max(best, expected);
        }
        oracle += best / order().length;
      }
      return References.ofMeans(means, oracle);
    }
  }
}
