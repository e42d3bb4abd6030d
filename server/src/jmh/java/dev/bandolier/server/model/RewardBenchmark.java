package dev.bandolier.server.model;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one reward costs the arm that it moves, hot: stage the block, change it, count it in the slot's
 * register, publish both. What it cannot prove: what finding the reward's ledger entry and settling it
 * cost, nor what a popular arm saves when its rewards share a step.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class RewardBenchmark {

  private static final int ARMS = 10;
  private static final int CONTEXTS = 1024;

  @Param({"36", "128", "512"})
  int dimension;

  private final SparseVector[] contexts = new SparseVector[CONTEXTS];
  private final Workspace workspace = new Workspace();
  private final ArmDelta[] deltas = new ArmDelta[ARMS];
  private SlotModel slot;
  private long position = 8;

  @Setup
  public void teach() {
    TaughtArms arms = new TaughtArms(ARMS, dimension, 0, new SplittableRandom(1));
    slot = arms.slots().get(0);
    for (int arm = 0; arm < ARMS; arm++) {
      boolean pays = ArmDelta.pays(slot.armMemory(arm), slot.armBase(arm));
      deltas[arm] = pays ? new ArmDelta() : ArmDelta.NONE;
    }
    for (int i = 0; i < CONTEXTS; i++) {
      contexts[i] = arms.context();
    }
  }

  /** A decision's arm is taught the default reward. */
  @Benchmark
  public void observe() {
    int arm = (int) (position % ARMS);
    Memory memory = slot.armMemory(arm);
    int before = TwinBlock.current(memory, slot.armBase(arm));
    int after = stage(arm, memory, before);
    ArmPosterior.observe(memory, after, context(), 0, 1, workspace);
    publish(arm, before, after);
  }

  /** An outcome changes the reward that the arm was taught. */
  @Benchmark
  public void adjust() {
    int arm = (int) (position % ARMS);
    Memory memory = slot.armMemory(arm);
    int before = TwinBlock.current(memory, slot.armBase(arm));
    int after = stage(arm, memory, before);
    ArmPosterior.adjust(memory, after, context(), 0, 1, 1, workspace);
    publish(arm, before, after);
  }

  private SparseVector context() {
    return contexts[(int) (position % CONTEXTS)];
  }

  private int stage(int arm, Memory memory, int before) {
    int base = slot.armBase(arm);
    ArmDelta delta = deltas[arm];
    int after =
        delta == ArmDelta.NONE ? ArmDelta.stageWhole(memory, base) : delta.stage(memory, base);
    workspace.begin(memory, after, before, delta);
    return after;
  }

  private void publish(int arm, int before, int after) {
    workspace.settle();
    Memory memory = slot.armMemory(arm);
    int register = TwinBlock.stage(slot.registerMemory(), slot.registerBase());
    SlotRegister.replace(slot.registerMemory(), register, memory, before, after);
    position++;
    if (deltas[arm] == ArmDelta.NONE) {
      TwinBlock.publish(memory, slot.armBase(arm), position, 0);
    } else {
      deltas[arm].publish(memory, slot.armBase(arm), position, 0);
    }
    TwinBlock.publish(slot.registerMemory(), slot.registerBase(), position, 0);
  }
}
