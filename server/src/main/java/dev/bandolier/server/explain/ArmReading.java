package dev.bandolier.server.explain;

import dev.bandolier.server.model.ArmLayout;
import dev.bandolier.server.model.ArmPosterior;
import dev.bandolier.server.model.LogisticPosterior;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.SlotModel;
import dev.bandolier.server.model.SlotRegister;
import dev.bandolier.server.model.TwinBlock;
import org.jspecify.annotations.Nullable;

/**
 * A copy of what an arm's posterior says of each entry, read while a writer may be changing it.
 */
final class ArmReading {

  private static final int ATTEMPTS = 1000;

  private final double observations;
  private final double rewardSum;
  private final double[] means;
  private final double[] variances;

  private ArmReading(double observations, double rewardSum, double[] means, double[] variances) {
    this.observations = observations;
    this.rewardSum = rewardSum;
    this.means = means;
    this.variances = variances;
  }

  /** n. */
  double observations() {
    return observations;
  }

  /** Σr. */
  double rewardSum() {
    return rewardSum;
  }

  /** θ of an entry under the intercept's prior mean: A⁻¹(b + λ·r̄·e₀). */
  double mean(int entry) {
    return means[entry];
  }

  /** An entry's variance, of the diagonal of A⁻¹, in units of the noise's variance. */
  double variance(int entry) {
    return variances[entry];
  }

  /** d. */
  int dimension() {
    return means.length;
  }

  /**
   * What the slot's arms know together.
   *
   * @param mean what the prior expects of every arm's intercept: r̄, or its logit where arms learn in logits
   * @param noise σ̂; 1 in logits
   */
  record OfSlot(double mean, double noise) {}

  /**
   * Reads a slot's register.
   *
   * @param logits whether its arms learn in logits
   * @return null where it is overtaken every time
   */
  static @Nullable OfSlot slot(SlotModel slot, boolean logits) {
    Memory memory = slot.registerMemory();
    int base = slot.registerBase();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long begun = TwinBlock.acquire(memory, base);
      int payload = TwinBlock.payloadAt(memory, base, begun);
      OfSlot read = register(memory, payload, logits);
      if (TwinBlock.validate(memory, base, begun)) {
        return read;
      }
    }
    return null;
  }

  private static OfSlot register(Memory memory, int payload, boolean logits) {
    double mean = SlotRegister.mean(memory, payload);
    return logits
        ? new OfSlot(LogisticPosterior.logit(SlotRegister.weight(memory, payload), mean), 1.0)
        : new OfSlot(mean, SlotRegister.noise(memory, payload));
  }

  /**
   * Reads an arm.
   *
   * @param slotMean as {@link OfSlot#mean}
   * @return null where the arm has no block, or is overtaken every time
   */
  static @Nullable ArmReading arm(SlotModel slot, int armUid, double slotMean) {
    int base = slot.armBase(armUid);
    if (base < 0) {
      return null;
    }
    Memory memory = slot.armMemory(armUid);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long begun = TwinBlock.acquire(memory, base);
      int payload = TwinBlock.payloadAt(memory, base, begun);
      ArmReading read = read(memory, base, payload, slotMean);
      if (TwinBlock.validate(memory, base, begun)) {
        return read;
      }
    }
    return null;
  }

  /** Whatever the memory holds, this ends; what it read is valid only if nobody wrote meanwhile. */
  private static @Nullable ArmReading read(Memory memory, int base, int payload, double slotMean) {
    int d = ArmPosterior.dimension(memory, payload);
    int words = TwinBlock.payloadWords(memory, base);
    if (d < 1 || (long) d * d > 2L * words || ArmLayout.words(d) > words) {
      return null;
    }
    double[] means = new double[d];
    double[] variances = new double[d];
    double pull = ArmPosterior.prior(memory, payload) * slotMean;
    for (int i = 0; i < d; i++) {
      means[i] =
          ArmPosterior.coefficient(memory, payload, i)
              + pull * ArmPosterior.covariance(memory, payload, i, 0);
      variances[i] = ArmPosterior.covariance(memory, payload, i, i);
    }
    return new ArmReading(
        ArmPosterior.weight(memory, payload),
        ArmPosterior.rewardSum(memory, payload),
        means,
        variances);
  }
}
