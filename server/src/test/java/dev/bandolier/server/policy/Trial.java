package dev.bandolier.server.policy;

import dev.bandolier.server.model.SparseVector;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** One slot under one policy, decided and learned round by round; arms have one feature, 0 or 1 in turn. */
final class Trial {
  final Slot slot;

  private static final SparseVector NOTHING = new SparseVector(1);

  private final Policy policy;
  private final KeyedGenerator draws = new KeyedGenerator();
  private final Estimates estimates = new Estimates();
  private int decisions;

  /** Every policy that learns, with its defaults, for rewards within bounds. */
  static List<Policy> policies(double least, double greatest) {
    return List.of(
        new LinearThompson(LinearThompson.DEFAULT_ALPHA),
        new LinUcb(LinUcb.DEFAULT_ALPHA),
        new SquareCb(SquareCb.DEFAULT_SCALE, least, greatest),
        new EpsilonGreedy(EpsilonGreedy.DEFAULT_EPSILON),
        new LogisticThompson(LinearThompson.DEFAULT_ALPHA),
        new HybridThompson(LinearThompson.DEFAULT_ALPHA),
        new BetaThompson(least, greatest),
        new Ucb1(Ucb1.DEFAULT_SCALE, least, greatest));
  }

  /** What a policy is called in a failure. */
  static String name(Policy policy) {
    return policy.getClass().getSimpleName();
  }

  Trial(Policy policy, int arms) {
    this(policy, arms, 1);
  }

  Trial(Policy policy, int arms, int dimension) {
    this.policy = policy;
    this.slot = new Slot(arms, dimension, 1, policy.usesLogits());
  }

  /** What an arm yields. */
  interface Reward {
    double of(int arm, SplittableRandom random);
  }

  /** 1 at that rate, else 0. */
  static double coin(SplittableRandom random, double rate) {
    return random.nextDouble() < rate ? 1 : 0;
  }

  /** Learns without a context. */
  void learn(int arm, double reward) {
    slot.learn(arm, NOTHING, reward);
  }

  /** Learns the same often without a context: at once where that is the same. */
  void learn(int arm, double reward, int times) {
    for (int i = 0; i < (policy.usesLogits() ? times : 1); i++) {
      slot.learn(arm, NOTHING, reward, policy.usesLogits() ? 1 : times);
    }
  }

  /** Decides without a context, and learns, that often; each arm's share of the last half, the floor taken out. */
  double[] play(int rounds, SplittableRandom random, Reward reward) {
    int arms = slot.memories.length;
    double[] shares = new double[arms];
    for (int i = 0; i < rounds; i++) {
      double[] pmf = pmf(NOTHING);
      int arm = Draw.pick(pmf, arms, random.nextDouble());
      learn(arm, reward.of(arm, random));
      for (int each = 0; each < arms && i >= rounds / 2; each++) {
        shares[each] += 2.0 / rounds * withoutFloor(pmf)[each];
      }
    }
    return shares;
  }

  /** What the policy gives to each arm without a context, the floor taken out. */
  double[] wish() {
    return withoutFloor(pmf(NOTHING));
  }

  /** The probabilities, the floor included. */
  double[] pmf(SparseVector x) {
    int arms = slot.memories.length;
    double[] pmf = new double[arms];
    share(estimates, draws, decisions++, arms);
    slot.probabilities(policy, x, estimates, pmf);
    return pmf;
  }

  /** The arm of the largest mean, as the latest decision saw it. */
  int bestMean() {
    int best = 0;
    for (int arm = 1; arm < estimates.count(); arm++) {
      best = estimates.mean(arm) > estimates.mean(best) ? arm : best;
    }
    return best;
  }

  private static double[] withoutFloor(double[] pmf) {
    double[] wish = new double[pmf.length];
    for (int i = 0; i < pmf.length; i++) {
      wish[i] = (pmf[i] - Floor.DEFAULT / pmf.length) / (1 - Floor.DEFAULT);
    }
    return wish;
  }

  /** Arms with one feature each, and the keyed draws of a decision, for the policy that uses them. */
  static void share(Estimates estimates, KeyedGenerator draws, int decision, int arms) {
    double[][] features = new double[arms][1];
    for (int arm = 0; arm < arms; arm++) {
      features[arm][0] = arm % 2;
    }
    byte[] id = ("d" + decision).getBytes(StandardCharsets.UTF_8);
    draws.reset(1, 2, id, 0, id.length);
    estimates.shared.begin(features, IntStream.range(0, arms).toArray(), arms);
    estimates.shared.fill(draws, 0);
  }
}
