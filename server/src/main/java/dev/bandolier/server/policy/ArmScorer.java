package dev.bandolier.server.policy;

import dev.bandolier.server.model.ArmScore;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.SlotRegister;
import dev.bandolier.server.model.SparseVector;
import dev.bandolier.server.model.TwinBlock;

/**
 * Fills {@link Estimates} from a slot's register and its arms' posteriors, where they lie, while a
 * writer may be changing them.
 *
 * <p>Each block is read whole (see {@link TwinBlock}); that all of them belong to one model version is
 * the caller's to check. Working memory of one thread; allocates nothing once it has grown.
 *
 * <p>Cost: m(m + 3)/2 reads an arm for m non-zeros.
 */
public final class ArmScorer {
  /** How often a block is read again that was overtaken while being read. */
  static final int ATTEMPTS = 32;

  private double[] variance = new double[16];
  private double slotMean;
  private double slotNoise;

  /**
   * Scores the eligible arms of a slot.
   *
   * @param register block of a {@link SlotRegister}
   * @param memories where the arms' blocks lie, one an arm
   * @param bases their bases therein
   * @param count number of arms
   * @param x context
   * @param estimates receives mean and width of each arm
   * @return false if a block could not be read whole, overtaken each time, or is not there any more;
   *     the estimates are then undefined
   */
  public boolean score(
      Memory registers,
      int register,
      Memory[] memories,
      int[] bases,
      int count,
      SparseVector x,
      Estimates estimates) {
    estimates.resize(count);
    if (variance.length < count) {
      variance = new double[count];
    }
    boolean whole = readSlot(registers, register);
    for (int i = 0; i < count && whole; i++) {
      whole = readArm(memories[i], bases[i], x, estimates, i);
      estimates.width[i] = slotNoise * Math.sqrt(variance[i]);
    }
    return whole;
  }

  private boolean readSlot(Memory memory, int base) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long sequence = TwinBlock.acquire(memory, base);
      int payload = TwinBlock.payloadAt(memory, base, sequence);
      slotMean = SlotRegister.mean(memory, payload);
      slotNoise = SlotRegister.noise(memory, payload);
      if (TwinBlock.validate(memory, base, sequence)) {
        return true;
      }
    }
    return false;
  }

  private boolean readArm(Memory memory, int base, SparseVector x, Estimates estimates, int i) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long sequence = TwinBlock.acquire(memory, base);
      int words = TwinBlock.payloadWords(memory, base);
      int payload = TwinBlock.payloadAt(memory, base, sequence);
      boolean scored =
          ArmScore.score(memory, payload, words, x, slotMean, estimates.mean, variance, i);
      if (TwinBlock.validate(memory, base, sequence)) {
        return scored;
      }
    }
    return false;
  }
}
