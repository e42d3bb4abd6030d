package dev.bandolier.server.model;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Slots of arms that have seen a few rewards each, in memory as the store lays it out: block behind
 * block. Contexts have four non-zeros: the intercept, one of 5, one of 24, and one of what is left of d.
 * Never changed after they were made.
 */
public final class TaughtArms {

  private static final int CHUNK_WORDS = 1 << 26;
  private static final int REWARDS = 4;
  private static final int SECOND = 1;
  private static final int THIRD = 6;
  private static final int FOURTH = 30;

  private final List<SlotModel> slots = new ArrayList<>();
  private final int dimension;
  private final RandomGenerator random;
  private final Workspace workspace = new Workspace();
  private Memory chunk = Memory.allocate(0);
  private int used;

  /**
   * Makes slots.
   *
   * @param arms K, of each
   * @param dimension d, above 30
   * @param bytes how much memory their blocks shall take about; there is at least one slot
   */
  public TaughtArms(int arms, int dimension, long bytes, RandomGenerator random) {
    this.dimension = dimension;
    this.random = random;
    long slotBytes = (long) arms * TwinBlock.words(ArmLayout.words(dimension)) * Long.BYTES;
    for (long left = Math.max(bytes, slotBytes); left >= slotBytes; left -= slotBytes) {
      slots.add(slot(arms));
    }
  }

  /** The slots. */
  public List<SlotModel> slots() {
    return slots;
  }

  /** A context. */
  public SparseVector context() {
    SparseVector x = new SparseVector(4);
    x.add(SECOND + random.nextInt(THIRD - SECOND), 1);
    x.add(THIRD + random.nextInt(FOURTH - THIRD), 1);
    x.add(FOURTH + random.nextInt(dimension - FOURTH), 1);
    return x;
  }

  private SlotModel slot(int arms) {
    Memory[] memories = new Memory[arms];
    int[] bases = new int[arms];
    int register = block(SlotRegister.WORDS);
    Memory registers = chunk;
    int payload = TwinBlock.stage(registers, register);
    SlotRegister.initialise(registers, payload);
    for (int arm = 0; arm < arms; arm++) {
      bases[arm] = arm();
      memories[arm] = chunk;
      SlotRegister.add(registers, payload, chunk, TwinBlock.current(chunk, bases[arm]));
    }
    TwinBlock.publish(registers, register, 8, 0);
    return new SlotModel(registers, register, memories, bases, dimension);
  }

  private int arm() {
    int base = block(ArmLayout.words(dimension));
    int payload = TwinBlock.stage(chunk, base);
    ArmPosterior.initialise(chunk, payload, dimension, ArmPosterior.DEFAULT_PRIOR);
    for (int i = 0; i < REWARDS; i++) {
      ArmPosterior.observe(chunk, payload, context(), random.nextInt(2), 1, workspace);
    }
    TwinBlock.publish(chunk, base, 8, 0);
    return base;
  }

  private int block(int payloadWords) {
    int words = TwinBlock.words(payloadWords);
    if (chunk.words() - used < words) {
      chunk = Memory.allocate(Math.max(words, CHUNK_WORDS));
      used = 0;
    }
    int base = used;
    TwinBlock.initialise(chunk, base, 2, 1, 1, payloadWords);
    used += words;
    return base;
  }
}
