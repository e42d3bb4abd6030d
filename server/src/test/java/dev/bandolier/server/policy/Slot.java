package dev.bandolier.server.policy;

import dev.bandolier.server.model.ArmLayout;
import dev.bandolier.server.model.ArmPosterior;
import dev.bandolier.server.model.LogisticPosterior;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.SlotModel;
import dev.bandolier.server.model.SlotRegister;
import dev.bandolier.server.model.SparseVector;
import dev.bandolier.server.model.TwinBlock;
import dev.bandolier.server.model.Workspace;
import java.util.Arrays;
import java.util.stream.IntStream;

/** A slot with its arms in memory, decided and learned in one thread. */
final class Slot {
  final Memory register = Memory.allocate(TwinBlock.words(SlotRegister.WORDS));
  Memory[] memories = {};
  int[] bases = {};

  private final int dimension;
  private final double prior;
  private final boolean logits;

  private final Workspace work = new Workspace();
  private final ArmScorer scorer = new ArmScorer();
  private final Estimates estimates = new Estimates();
  private long position = 1;

  Slot(int arms, int dimension) {
    this(arms, dimension, ArmPosterior.DEFAULT_PRIOR);
  }

  Slot(int arms, int dimension, double prior) {
    this(arms, dimension, prior, false);
  }

  /** Arms that learn logits, where that is said. */
  Slot(int arms, int dimension, double prior, boolean logits) {
    this.dimension = dimension;
    this.prior = prior;
    this.logits = logits;
    TwinBlock.initialise(register, 0, 1, 1, 1, SlotRegister.WORDS);
    int payload = TwinBlock.stage(register, 0);
    SlotRegister.initialise(register, payload);
    TwinBlock.publish(register, 0, position, 0);
    for (int i = 0; i < arms; i++) {
      addArm();
    }
  }

  /** Adds an arm as the learner does: it begins at the prior, and the slot's sums count it in. */
  void addArm() {
    int arm = memories.length;
    int words = ArmLayout.words(dimension);
    memories = Arrays.copyOf(memories, arm + 1);
    bases = Arrays.copyOf(bases, arm + 1);
    memories[arm] = Memory.allocate(TwinBlock.words(words));
    TwinBlock.initialise(memories[arm], 0, 2, 1, arm + 2, words);
    int made = TwinBlock.stage(memories[arm], 0);
    ArmPosterior.initialise(memories[arm], made, dimension, prior);
    TwinBlock.publish(memories[arm], 0, position, 0);
    int payload = TwinBlock.stage(register, 0);
    SlotRegister.add(register, payload, memories[arm], made);
    TwinBlock.publish(register, 0, position, 0);
  }

  void probabilities(Policy policy, SparseVector x, double[] pmf) {
    probabilities(policy, x, estimates, pmf);
  }

  /** By any policy; what arms share must have been told to the estimates where it uses that. */
  void probabilities(Policy policy, SparseVector x, Estimates into, double[] pmf) {
    SlotModel model = new SlotModel(register, 0, memories, bases, dimension);
    int[] arms = IntStream.range(0, memories.length).toArray();
    boolean whole =
        policy.usesContext()
            ? scorer.score(model, arms, arms.length, x, logits, into)
            : scorer.count(model, arms, arms.length, into);
    if (!whole) {
      throw new IllegalStateException("nobody else writes");
    }
    policy.probabilities(into, pmf);
    Floor.mix(pmf, memories.length, Floor.DEFAULT);
  }

  boolean score(ArmScorer by, SparseVector x, Estimates into) {
    return score(by, IntStream.range(0, memories.length).toArray(), x, into);
  }

  boolean score(ArmScorer by, int[] arms, SparseVector x, Estimates into) {
    SlotModel model = new SlotModel(register, 0, memories, bases, dimension);
    return by.score(model, arms, arms.length, x, into);
  }

  /**
   * Means of arms of dimension 1 under a regression of everything at once: one column for each feature and
   * each arm, λ = 1, around the slot's mean; what is an arm's own has a precision of its own. By Gauss and Seidel, since it is small and diagonally dominant.
   */
  double[] jointMeans(double[][] features, int count, double precision) {
    double mean = SlotRegister.mean(register, TwinBlock.current(register, 0));
    double[] shared = new double[count];
    double[] own = new double[memories.length];
    for (int sweep = 0; sweep < 20_000; sweep++) {
      for (int i = 0; i < count; i++) {
        double sum = 0;
        double weight = 1;
        for (int arm = 0; arm < own.length; arm++) {
          sum += features[arm][i] * left(arm, mean, own[arm] + dot(features[arm], shared, i));
          weight += features[arm][i] * features[arm][i] * weight(arm);
        }
        shared[i] = sum / weight;
      }
      for (int arm = 0; arm < own.length; arm++) {
        own[arm] = left(arm, mean, dot(features[arm], shared, -1)) / (precision + weight(arm));
      }
    }
    for (int arm = 0; arm < own.length; arm++) {
      own[arm] += mean + dot(features[arm], shared, -1);
    }
    return own;
  }

  double weight(int arm) {
    return ArmPosterior.weight(memories[arm], TwinBlock.current(memories[arm], 0));
  }

  /** Σ of what an arm's rewards are above a mean and something more. */
  private double left(int arm, double mean, double more) {
    double sum = ArmPosterior.rewardSum(memories[arm], TwinBlock.current(memories[arm], 0));
    return sum - weight(arm) * (mean + more);
  }

  private static double dot(double[] a, double[] b, int without) {
    double sum = 0;
    for (int i = 0; i < b.length; i++) {
      sum += i == without ? 0 : a[i] * b[i];
    }
    return sum;
  }

  void learn(int arm, SparseVector x, double reward) {
    learn(arm, x, reward, 1);
  }

  /** Learns the same reward that many times at once; once where logits are learned. */
  void learn(int arm, SparseVector x, double reward, double weight) {
    int before = TwinBlock.current(memories[arm], 0);
    int after = TwinBlock.stage(memories[arm], 0);
    if (logits) {
      observeLogit(memories[arm], after, x, reward);
    } else {
      ArmPosterior.observe(memories[arm], after, x, reward, weight, work);
    }
    int payload = TwinBlock.stage(register, 0);
    SlotRegister.replace(register, payload, memories[arm], before, after);
    TwinBlock.publish(memories[arm], 0, ++position, 0);
    TwinBlock.publish(register, 0, position, 0);
  }

  private void observeLogit(Memory memory, int payload, SparseVector x, double reward) {
    int slot = TwinBlock.current(register, 0);
    double prior =
        LogisticPosterior.logit(
            SlotRegister.weight(register, slot), SlotRegister.mean(register, slot));
    float logit = LogisticPosterior.expand(memory, payload, x, reward, prior, 1, work);
    LogisticPosterior.observe(memory, payload, x, reward, logit, 1, work);
  }
}
