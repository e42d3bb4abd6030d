package dev.bandolier.server.learn;

import dev.bandolier.server.model.ArmPosterior;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.store.BlockStore;

/** What an arm has learned: its weight n and Σr. */
record Lesson(double weight, double rewardSum) {

  static Lesson of(BlockStore store, Models models, int slot, int arm) {
    long handle = models.armHandle(slot, arm);
    Memory memory = store.memory(handle);
    int payload = store.current(handle);
    return new Lesson(
        ArmPosterior.weight(memory, payload), ArmPosterior.rewardSum(memory, payload));
  }
}
