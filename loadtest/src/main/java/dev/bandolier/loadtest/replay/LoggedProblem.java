package dev.bandolier.loadtest.replay;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The replay method on logged decisions (Li, Chu, Langford and Wang 2011, with rejection by
 * propensity): a row whose logged arm is the chosen one is accepted with probability c/p, where p
 * is its logged propensity and c the smallest propensity of the whole file, fixed before the first
 * decision. So each arm's rows are accepted alike whatever the log preferred, and the plain mean of
 * the accepted rewards is the policy's. Draws: one per row, for the acceptance.
 *
 * <p>The references weigh each row by 1/p and normalise per arm; the oracle is unknown.
 */
final class LoggedProblem implements Problem {
  private final Spec spec;
  private final Arms arms;
  private final ContextFeatures features;
  private final int[] actions;
  private final double[] rewards;
  private final double[] propensities;
  private final double smallest;

  private LoggedProblem(
      Spec spec, Arms arms, ContextFeatures features, int[] actions, double[][] columns) {
    this.spec = spec;
    this.arms = arms;
    this.features = features;
    this.actions = actions;
    this.rewards = columns[0];
    this.propensities = columns[1];
    this.smallest = Arrays.stream(propensities).min().orElseThrow();
  }

  /**
   * The problem that the rows pose.
   *
   * @throws SpecException where a column or a cell is not what it should be
   */
  static LoggedProblem of(Spec spec, Kind.Logged kind, Table table) {
    int action = table.column("action", kind.action());
    int reward = table.column("reward", kind.reward());
    List<String> distinct = table.rows().stream().map(row -> row[action]).distinct().toList();
    int[] actions = table.rows().stream().mapToInt(r -> distinct.indexOf(r[action])).toArray();
    double[] rewards = new double[actions.length];
    Arrays.setAll(rewards, row -> table.number(row, reward));
    double[][] columns = {rewards, propensities(kind.propensity(), table)};
    ContextFeatures features = ContextFeatures.of(spec, table);
    return new LoggedProblem(spec, Arms.named(distinct), features, actions, columns);
  }

  private static double[] propensities(Kind.Propensity propensity, Table table) {
    double[] all = new double[table.rows().size()];
    if (propensity instanceof Kind.Propensity.Constant constant) {
      Arrays.fill(all, constant.value());
    } else if (propensity instanceof Kind.Propensity.Column named) {
      int column = table.column("propensity", named.name());
      Arrays.setAll(all, row -> probability(table, row, column));
    }
    return all;
  }

  private static double probability(Table table, int row, int column) {
    double p = table.number(row, column);
    if (p <= 0 || p > 1) {
      throw new SpecException(table.cell(row, column) + ": a propensity lies in (0, 1]");
    }
    return p;
  }

  /** The index of the arm that a row was logged with. */
  int action(int row) {
    return actions[row];
  }

  /** What a row has earned. */
  double reward(int row) {
    return rewards[row];
  }

  /** With what probability a row's arm was chosen. */
  double propensity(int row) {
    return propensities[row];
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
    return new RewardRange(
        Arrays.stream(rewards).min().orElseThrow(), Arrays.stream(rewards).max().orElseThrow());
  }

  @Override
  public int rounds() {
    return RowOrder.length(actions.length, spec.limit());
  }

  @Override
  public Episode episode(OptionalLong seed) {
    return new Pass(seed, spec.limit());
  }

  private final class Pass extends RowEpisode {
    Pass(OptionalLong seed, OptionalInt limit) {
      super(features, actions.length, seed, limit);
    }

    @Override
    public double reveal(int arm) {
      int row = row();
      boolean accepted = arm == actions[row] && draw() < smallest / propensities[row];
      return accepted ? rewards[row] : Double.NaN;
    }

    @Override
    public References references() {
      double[] weights = new double[arms.count()];
      double[] sums = new double[arms.count()];
      for (int row : order()) {
        weights[actions[row]] += 1 / propensities[row];
        sums[actions[row]] += rewards[row] / propensities[row];
      }
      Arrays.setAll(sums, arm -> sums[arm] / weights[arm]);
      return References.ofMeans(sums, Double.NaN);
    }
  }
}
