package dev.bandolier.server.policy;

import dev.bandolier.server.model.ArmPosterior;
import dev.bandolier.server.model.ArmScore;
import dev.bandolier.server.model.LogisticPosterior;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.SlotModel;
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
 * <p>Cost: m(m + 5)/2 reads an arm for m non-zeros. All arms' sequence numbers are read before the
 * first posterior: reads that do not wait for each other's addresses miss the cache together. Many arms that lie
 * in one memory are read in groups for the same reason.
 */
public final class ArmScorer {
  /** How often a block is read again that was overtaken while being read. */
  static final int ATTEMPTS = 32;

  /** From how many arms on they are read in groups: fewer lie in the first caches, where a group gains nothing. */
  static final int MANY = 32;

  private final ArmScore score = new ArmScore();
  private final int[] payload = new int[ArmScore.GROUP];
  private int[] base = new int[16];
  private long[] sequence = new long[16];
  private double[] variance = new double[16];
  private double slotMean;
  private boolean graded;

  /**
   * Scores the eligible arms of a slot.
   *
   * @param arms their uids; {@code count} of them count
   * @param x context
   * @param estimates receives mean and width of each arm
   * @return false if an arm has no block, or if a block could not be read whole, overtaken each time,
   *     or is not there any more; the estimates are then undefined
   */
  public boolean score(SlotModel slot, int[] arms, int count, SparseVector x, Estimates estimates) {
    return score(slot, arms, count, x, false, estimates);
  }

  /**
   * As {@link #score(SlotModel, int[], int, SparseVector, Estimates)}, of arms that learned in logits where
   * that is said; their logits have no noise but that of the posterior.
   */
  public boolean score(
      SlotModel slot, int[] arms, int count, SparseVector x, boolean logits, Estimates estimates) {
    estimates.resize(count);
    if (variance.length < count) {
      variance = new double[count];
      sequence = new long[count];
      base = new int[count];
    }
    score.prepare(x, slot.dimension());
    boolean whole = readSlot(slot, estimates) && begin(slot, arms, count);
    if (logits) {
      slotMean = LogisticPosterior.logit(estimates.slotPulls, slotMean);
      estimates.setSlot(estimates.slotPulls, 1.0);
      graded = false;
    }
    score.askMore(graded || estimates.shared.isAwaited());
    return whole
        && (count < MANY
            ? readEach(slot, arms, 0, count, estimates)
            : readGroups(slot, arms, count, estimates));
  }

  /** By groups, of which the last overlaps the one before it where the arms are no multiple of their size. */
  private boolean readGroups(SlotModel slot, int[] arms, int count, Estimates estimates) {
    boolean whole = true;
    for (int i = 0; i < count && whole; i += ArmScore.GROUP) {
      int from = Math.min(i, count - ArmScore.GROUP);
      whole =
          readGroup(slot, arms, from, estimates)
              || readEach(slot, arms, from, from + ArmScore.GROUP, estimates);
    }
    return whole;
  }

  private boolean readEach(SlotModel slot, int[] arms, int from, int to, Estimates estimates) {
    boolean whole = true;
    for (int i = from; i < to && whole; i++) {
      whole = readArm(slot.armMemory(arms[i]), base[i], estimates, i);
    }
    return whole;
  }

  /** Reads a group of arms at once; false if they are to be read one by one. */
  private boolean readGroup(SlotModel slot, int[] arms, int from, Estimates estimates) {
    Memory memory = slot.armMemory(arms[from]);
    int words = TwinBlock.payloadWords(memory, base[from]);
    for (int i = 0; i < ArmScore.GROUP; i++) {
      int at = base[from + i];
      if (slot.armMemory(arms[from + i]) != memory || TwinBlock.payloadWords(memory, at) != words) {
        return false;
      }
      payload[i] = TwinBlock.payloadAt(memory, at, sequence[from + i]);
    }
    return score.gather(memory, payload, words) && finishGroup(memory, from, estimates);
  }

  private boolean finishGroup(Memory memory, int from, Estimates estimates) {
    boolean whole = true;
    for (int i = 0; i < ArmScore.GROUP; i++) {
      int arm = from + i;
      score.finish(i, memory, payload[i], slotMean, estimates.mean, variance, arm);
      whole &= TwinBlock.validate(memory, base[arm], sequence[arm]);
      take(estimates, arm);
    }
    return whole;
  }

  /** What the arm scored last is believed to yield. */
  private void take(Estimates estimates, int i) {
    note(estimates.shared, i);
    double noise = graded ? score.caution(estimates.noise) : estimates.noise;
    estimates.width[i] = noise * Math.sqrt(variance[i]);
  }

  /**
   * Counts the eligible arms of a slot, without a context.
   *
   * @param arms their uids; {@code count} of them count
   * @param estimates receives pulls and mean of each arm
   * @return as {@link #score}
   */
  public boolean count(SlotModel slot, int[] arms, int count, Estimates estimates) {
    estimates.resize(count);
    boolean whole = readSlot(slot, estimates);
    for (int i = 0; i < count && whole; i++) {
      int base = slot.armBase(arms[i]);
      whole = base >= 0 && countArm(slot.armMemory(arms[i]), base, estimates, i);
    }
    return whole;
  }

  private static boolean countArm(Memory memory, int base, Estimates estimates, int i) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long begun = TwinBlock.acquire(memory, base);
      int payload = TwinBlock.payloadAt(memory, base, begun);
      double pulls = ArmPosterior.weight(memory, payload);
      double sum = ArmPosterior.rewardSum(memory, payload);
      estimates.setPulls(i, pulls, pulls > Estimates.LEAST_PULLS ? sum / pulls : 0.0);
      if (TwinBlock.validate(memory, base, begun)) {
        return true;
      }
    }
    return false;
  }

  private boolean readSlot(SlotModel slot, Estimates estimates) {
    Memory memory = slot.registerMemory();
    int base = slot.registerBase();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long begun = TwinBlock.acquire(memory, base);
      int payload = TwinBlock.payloadAt(memory, base, begun);
      slotMean = SlotRegister.mean(memory, payload);
      graded = SlotRegister.isGraded(memory, payload);
      estimates.setSlot(SlotRegister.weight(memory, payload), SlotRegister.noise(memory, payload));
      if (TwinBlock.validate(memory, base, begun)) {
        return true;
      }
    }
    return false;
  }

  private boolean begin(SlotModel slot, int[] arms, int count) {
    for (int i = 0; i < count; i++) {
      int at = slot.armBase(arms[i]);
      if (at < 0) {
        return false;
      }
      base[i] = at;
      sequence[i] = TwinBlock.acquire(slot.armMemory(arms[i]), at);
    }
    return true;
  }

  /** For a policy that shares: what the arm scored last says of the shared parameters. */
  private void note(Shared shared, int i) {
    if (shared.isAwaited() && i < shared.pull.length) {
      shared.slotMean = slotMean;
      shared.pull[i] = score.pull();
      shared.intercept[i] = score.intercept();
      shared.knowledge[i] = score.knowledge();
      shared.prior[i] = score.prior();
      shared.variance[i] = variance[i];
    }
  }

  private boolean readArm(Memory memory, int at, Estimates estimates, int i) {
    long begun = sequence[i];
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int words = TwinBlock.payloadWords(memory, at);
      int place = TwinBlock.payloadAt(memory, at, begun);
      boolean scored = score.score(memory, place, words, slotMean, estimates.mean, variance, i);
      if (TwinBlock.validate(memory, at, begun)) {
        take(estimates, i);
        return scored;
      }
      begun = TwinBlock.acquire(memory, at);
    }
    return false;
  }
}
