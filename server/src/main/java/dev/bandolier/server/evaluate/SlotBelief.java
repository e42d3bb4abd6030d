package dev.bandolier.server.evaluate;

import dev.bandolier.server.model.ArmLayout;
import dev.bandolier.server.model.ArmPosterior;
import dev.bandolier.server.model.LogisticPosterior;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.PosteriorWords;
import dev.bandolier.server.model.SlotModel;
import dev.bandolier.server.model.SlotRegister;
import dev.bandolier.server.model.SparseVector;
import dev.bandolier.server.model.TwinBlock;
import dev.bandolier.server.model.Workspace;
import dev.bandolier.server.policy.ArmScorer;
import dev.bandolier.server.policy.Estimates;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What rewards have taught of one slot's arms, in memory of its own: the same posteriors as those that serve, moved by the same
 * arithmetic, an observation a reward. Arms come into being when they are first scored. One thread.
 */
final class SlotBelief {

  private static final Memory NOTHING = Memory.allocate(0);

  private final double prior;
  private final boolean logits;
  private final MemoryBudget budget;
  private final Workspace work = new Workspace();
  private final ArmScorer scorer = new ArmScorer();
  private final Memory register = Memory.allocate(TwinBlock.words(SlotRegister.WORDS));
  private Memory[] memories = {};
  private int[] bases = {};
  private int dimension = 1;
  private SlotModel model;

  /**
   * A slot that knows nothing.
   *
   * @param prior λ
   * @param logits whether it learns and scores in logits ({@link LogisticPosterior})
   */
  SlotBelief(double prior, boolean logits, MemoryBudget budget) {
    this.prior = prior;
    this.logits = logits;
    this.budget = budget;
    TwinBlock.initialise(register, 0, 1, 1, 1, SlotRegister.WORDS);
    SlotRegister.initialise(register, TwinBlock.current(register, 0));
    model = view();
  }

  /** Scores arms in a context, as {@link ArmScorer#score} does. */
  void score(int[] arms, SparseVector x, Estimates into) {
    know(arms, x.dimension());
    require(scorer.score(model, arms, arms.length, x, logits, into));
  }

  /** Counts arms without a context, as {@link ArmScorer#count} does. */
  void count(int[] arms, Estimates into) {
    know(arms, dimension);
    require(scorer.count(model, arms, arms.length, into));
  }

  private static void require(boolean read) {
    if (!read) {
      throw new IllegalStateException("nobody else writes");
    }
  }

  /**
   * Learns what an arm has yielded.
   *
   * @param reward within [0, 1] where logits are learned
   */
  void learn(int arm, SparseVector x, double reward) {
    know(new int[] {arm}, x.dimension());
    widen(arm, x.dimension());
    Memory memory = memories[arm];
    int payload = TwinBlock.current(memory, 0);
    int slot = TwinBlock.current(register, 0);
    double weight = SlotRegister.weight(register, slot);
    double mean = SlotRegister.mean(register, slot);
    SlotRegister.takeOut(register, slot, memory, payload);
    if (logits) {
      double centre = LogisticPosterior.logit(weight, mean);
      float at = LogisticPosterior.expand(memory, payload, x, reward, centre, 1.0, work);
      LogisticPosterior.observe(memory, payload, x, reward, at, 1.0, work);
    } else {
      ArmPosterior.observe(memory, payload, x, reward, 1.0, work);
    }
    SlotRegister.add(register, slot, memory, payload);
  }

  /** An arm's posterior, as {@link PosteriorWords#of} reads it; null where there is none. */
  long @Nullable [] words(int arm, int[] places, int into) {
    return arm >= bases.length || bases[arm] < 0
        ? null
        : PosteriorWords.of(memories[arm], TwinBlock.current(memories[arm], 0), places, into);
  }

  private void know(int[] arms, int atLeast) {
    boolean fresh = false;
    dimension = Math.max(dimension, atLeast);
    for (int arm : arms) {
      if (arm >= bases.length || bases[arm] < 0) {
        make(arm);
        fresh = true;
      }
    }
    model = fresh ? view() : model;
  }

  private void make(int arm) {
    grow(arm + 1);
    memories[arm] = block(dimension);
    bases[arm] = 0;
    int payload = TwinBlock.current(memories[arm], 0);
    ArmPosterior.initialise(memories[arm], payload, dimension, prior);
    SlotRegister.add(register, TwinBlock.current(register, 0), memories[arm], payload);
  }

  private void grow(int arms) {
    int known = bases.length;
    if (arms > known) {
      memories = Arrays.copyOf(memories, Math.max(arms, 2 * known));
      bases = Arrays.copyOf(bases, memories.length);
      Arrays.fill(memories, known, memories.length, NOTHING);
      Arrays.fill(bases, known, bases.length, -1);
    }
  }

  private void widen(int arm, int atLeast) {
    int payload = TwinBlock.current(memories[arm], 0);
    if (ArmPosterior.dimension(memories[arm], payload) < atLeast) {
      Memory larger = block(dimension);
      ArmPosterior.extend(memories[arm], payload, larger, TwinBlock.current(larger, 0), dimension);
      memories[arm] = larger;
      model = view();
    }
  }

  private Memory block(int d) {
    int words = ArmLayout.words(d);
    budget.take((long) TwinBlock.words(words) * Memory.WORD_BYTES);
    Memory memory = Memory.allocate(TwinBlock.words(words));
    TwinBlock.initialise(memory, 0, 2, 1, 2, words);
    return memory;
  }

  private SlotModel view() {
    return new SlotModel(register, 0, memories, bases, dimension);
  }
}
