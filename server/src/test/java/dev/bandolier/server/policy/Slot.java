package dev.bandolier.server.policy;

import dev.bandolier.server.model.ArmLayout;
import dev.bandolier.server.model.ArmPosterior;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.SlotModel;
import dev.bandolier.server.model.SlotRegister;
import dev.bandolier.server.model.SparseVector;
import dev.bandolier.server.model.TwinBlock;
import dev.bandolier.server.model.Workspace;
import java.util.stream.IntStream;

/** A slot with its arms in memory, decided and learned in one thread. */
final class Slot {
  final Memory register = Memory.allocate(TwinBlock.words(SlotRegister.WORDS));
  final Memory[] memories;
  final int[] bases;

  private final int dimension;

  private final Workspace work = new Workspace();
  private final ArmScorer scorer = new ArmScorer();
  private final Estimates estimates = new Estimates();
  private long position = 1;

  Slot(int arms, int dimension) {
    this.dimension = dimension;
    memories = new Memory[arms];
    bases = new int[arms];
    TwinBlock.initialise(register, 0, 1, 1, 1, SlotRegister.WORDS);
    int payload = TwinBlock.stage(register, 0);
    SlotRegister.initialise(register, payload);
    for (int i = 0; i < arms; i++) {
      int words = ArmLayout.words(dimension);
      memories[i] = Memory.allocate(TwinBlock.words(words));
      TwinBlock.initialise(memories[i], 0, 2, 1, i + 2, words);
      int arm = TwinBlock.stage(memories[i], 0);
      ArmPosterior.initialise(memories[i], arm, dimension, ArmPosterior.DEFAULT_PRIOR);
      TwinBlock.publish(memories[i], 0, position, 0);
      SlotRegister.add(register, payload, memories[i], arm);
    }
    TwinBlock.publish(register, 0, position, 0);
  }

  void probabilities(Policy policy, SparseVector x, double[] pmf) {
    if (!score(scorer, x, estimates)) {
      throw new IllegalStateException("nobody else writes");
    }
    policy.probabilities(estimates, pmf);
    Floor.mix(pmf, memories.length, Floor.DEFAULT);
  }

  boolean score(ArmScorer by, SparseVector x, Estimates into) {
    int[] arms = IntStream.range(0, memories.length).toArray();
    SlotModel model = new SlotModel(register, 0, memories, bases, dimension);
    return by.score(model, arms, arms.length, x, into);
  }

  void learn(int arm, SparseVector x, double reward) {
    int before = TwinBlock.current(memories[arm], 0);
    int after = TwinBlock.stage(memories[arm], 0);
    ArmPosterior.observe(memories[arm], after, x, reward, 1, work);
    int payload = TwinBlock.stage(register, 0);
    SlotRegister.replace(register, payload, memories[arm], before, after);
    TwinBlock.publish(memories[arm], 0, ++position, 0);
    TwinBlock.publish(register, 0, position, 0);
  }
}
