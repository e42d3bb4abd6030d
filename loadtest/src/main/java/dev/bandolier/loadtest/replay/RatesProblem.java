package dev.bandolier.loadtest.replay;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * Arms that succeed at constant rates, without context: a success earns 1, all else 0. Draws: one
 * per round, shared by all arms.
 */
final class RatesProblem implements Problem {
  private final String name;
  private final Arms arms;
  private final ContextFeatures features;
  private final double[] rates;
  private final int rounds;

  /**
   * One group.
   *
   * @param rates the arms' probabilities of success
   */
  RatesProblem(String name, Arms arms, ContextFeatures features, double[] rates, int rounds) {
    this.name = name;
    this.arms = arms;
    this.features = features;
    this.rates = rates;
    this.rounds = rounds;
  }

  @Override
  public String name() {
    return name;
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
    return new RewardRange(0, 1);
  }

  @Override
  public int rounds() {
    return rounds;
  }

  @Override
  public Episode episode(OptionalLong seed) {
    return new Pass(RowOrder.draws(seed));
  }

  private final class Pass implements Episode {
    private final SplittableRandom random;
    private final double best = Arrays.stream(rates).max().orElseThrow();
    private int round;
    private double draw;

    Pass(SplittableRandom random) {
      this.random = random;
    }

    @Override
    public boolean advance() {
      draw = random.nextDouble();
      return round++ < rounds;
    }

    @Override
    public List<ContextValue> context() {
      return List.of();
    }

    @Override
    public double reveal(int arm) {
      return draw < rates[arm] ? 1 : 0;
    }

    @Override
    public double regret(int arm) {
      return best - rates[arm];
    }

    @Override
    public References references() {
      return References.ofMeans(rates, best);
    }
  }
}
