package dev.bandolier.server.learn;

import dev.bandolier.server.model.ArmDelta;
import dev.bandolier.server.model.ArmPosterior;
import dev.bandolier.server.model.LogisticPosterior;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.SlotRegister;
import dev.bandolier.server.model.SparseVector;
import dev.bandolier.server.model.Workspace;
import dev.bandolier.server.store.BlockStore;

/**
 * How rewards and time move the arms of one campaign, and their slots' sums with them. Called by the
 * folding thread, within a step; a plain lesson is given later, maybe by another thread ({@link Lessons}), so
 * everything but logits' lessons waits for that first, and so does who reads an arm by himself ({@link #await}).
 */
final class Teacher {

  private final BlockStore store;
  private final SlotBlocks live;
  private final Lessons lessons;

  /**
   * Makes one.
   *
   * @param live where the posteriors are that learn
   */
  Teacher(BlockStore store, SlotBlocks live, Lessons lessons) {
    this.store = store;
    this.live = live;
    this.lessons = lessons;
  }

  /** Waits until every arm is as its lessons have left it. */
  void await() {
    lessons.await();
  }

  /**
   * Moves an arm from one taught reward to another, either of which may be none (NaN).
   *
   * @param x what the arm was chosen for
   * @param weight what forgetting has left of it, at most 1
   * @param ticks of forgetting that have passed; the arm fades up to them first
   */
  void teach(
      int slot, int arm, SparseVector x, double before, double after, double weight, long ticks) {
    long handle = live.arm(slot, arm);
    if (handle == SlotBlocks.NONE) {
      return;
    }
    long register = live.register(slot);
    Memory memory = store.memory(handle);
    int lender = store.current(handle);
    ArmDelta delta = store.stageArm(handle);
    lessons
        .next()
        .of(memory, store.current(handle), lender, delta)
        .in(store.memory(register), store.stage(register))
        .says(x, before, after, weight, ticks);
    lessons.give();
  }

  /**
   * As {@link #teach}, of an arm that learns logits.
   *
   * @param logit where the reward before was expanded
   * @return where the reward after is
   */
  float teachLogit(
      int slot,
      int arm,
      SparseVector x,
      double before,
      double after,
      float logit,
      double weight,
      long ticks) {
    long handle = live.arm(slot, arm);
    long register = live.register(slot);
    if (handle == SlotBlocks.NONE) {
      return logit;
    }
    Workspace workspace = lessons.logits();
    Memory memory = store.memory(handle);
    int payload = store.stage(handle);
    int sums = store.stage(register);
    Memory registers = store.memory(register);
    double prior =
        LogisticPosterior.logit(
            SlotRegister.weight(registers, sums), SlotRegister.mean(registers, sums));
    SlotRegister.takeOut(registers, sums, memory, payload);
    ArmPosterior.fade(memory, payload, ticks, workspace);
    float expanded = logit;
    if (!Double.isNaN(before)) {
      LogisticPosterior.forget(memory, payload, x, before, logit, weight, workspace);
    }
    if (!Double.isNaN(after)) {
      expanded = LogisticPosterior.expand(memory, payload, x, after, prior, weight, workspace);
      LogisticPosterior.observe(memory, payload, x, after, expanded, weight, workspace);
    }
    SlotRegister.add(registers, sums, memory, payload);
    return expanded;
  }

  /** States up to which tick an arm has faded. */
  void stamp(long arm, long ticks) {
    lessons.await();
    if (ticks != ArmPosterior.ticks(store.memory(arm), store.current(arm))) {
      ArmPosterior.setTicks(store.memory(arm), store.stage(arm), ticks);
    }
  }

  /** Whether an arm has not faded up to a tick. */
  boolean isBehind(int slot, int arm, long ticks) {
    lessons.await();
    long handle = live.arm(slot, arm);
    return handle != SlotBlocks.NONE
        && ArmPosterior.ticks(store.memory(handle), store.current(handle)) < ticks;
  }

  /** Lets an arm fade up to a tick. */
  void fade(int slot, int arm, long ticks) {
    Workspace workspace = lessons.workspace();
    long handle = live.arm(slot, arm);
    long register = live.register(slot);
    Memory memory = store.memory(handle);
    int payload = store.stage(handle);
    int registerPayload = store.stage(register);
    SlotRegister.takeOut(store.memory(register), registerPayload, memory, payload);
    ArmPosterior.fade(memory, payload, ticks, workspace);
    SlotRegister.add(store.memory(register), registerPayload, memory, payload);
  }

  /** Counts an arm that has just been made in. */
  void countIn(int slot, long arm) {
    lessons.await();
    long register = live.register(slot);
    SlotRegister.add(
        store.memory(register), store.stage(register), store.memory(arm), store.current(arm));
  }

  /** Adds a slot's arms up afresh. */
  void recount(int slot) {
    lessons.await();
    long register = live.register(slot);
    long[] arms = live.armsOf(slot);
    Memory[] memories = new Memory[arms.length];
    int[] payloads = new int[arms.length];
    int count = 0;
    for (long arm : arms) {
      if (arm != SlotBlocks.NONE) {
        memories[count] = store.memory(arm);
        payloads[count++] = store.current(arm);
      }
    }
    SlotRegister.recompute(
        store.memory(register), store.stage(register), memories, payloads, count);
  }
}
