package dev.bandolier.loadtest.replay;

/** Gathers one run's choices and rewards. Used by one thread. */
final class Tally {
  private final int[] chosen;
  private final double[] rewards;
  private int rounds;
  private int accepted;
  private double regret;

  /** For at most so many rounds. */
  Tally(int capacity) {
    chosen = new int[capacity];
    rewards = new double[capacity];
  }

  void chose(int arm) {
    chosen[rounds++] = arm;
  }

  void earned(double reward) {
    rewards[accepted++] = reward;
  }

  void regretted(double loss) {
    regret += loss;
  }

  /** NaN where unknown. */
  double regret() {
    return regret;
  }

  int rounds() {
    return rounds;
  }

  int accepted() {
    return accepted;
  }

  double rewardMean() {
    return mean(0);
  }

  double lastFifthMean() {
    return mean(accepted - accepted / 5);
  }

  /** NaN before the fifth round. */
  double lastFifthShare(int arm) {
    int from = rounds - rounds / 5;
    int hits = 0;
    for (int i = from; i < rounds; i++) {
      hits += chosen[i] == arm ? 1 : 0;
    }
    return from == rounds ? Double.NaN : (double) hits / (rounds - from);
  }

  private double mean(int from) {
    double sum = 0;
    for (int i = from; i < accepted; i++) {
      sum += rewards[i];
    }
    return from == accepted ? Double.NaN : sum / (accepted - from);
  }
}
