package dev.bandolier.server.evaluate;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.policy.Estimates;
import dev.bandolier.server.policy.Floor;
import dev.bandolier.server.policy.KeyedGenerator;
import dev.bandolier.server.policy.Policies;
import dev.bandolier.server.policy.Policy;
import dev.bandolier.v1.PolicyType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A policy whose value is asked for: with the settings of a campaign, it says with what probabilities it would choose, given
 * what it has been taught. One thread.
 */
final class TargetPolicy {

  private Campaign settings;
  private final Policy policy;
  private final Beliefs beliefs;
  private final Estimates estimates = new Estimates();
  private final KeyedGenerator draws = new KeyedGenerator();

  /** A policy that knows nothing, with the settings of a campaign as it would be with it. */
  TargetPolicy(Campaign settings, MemoryBudget budget) {
    this.settings = settings;
    this.policy =
        Policies.of(
            settings.policyType(),
            settings.exploration(),
            settings.leastReward(),
            settings.greatestReward());
    this.beliefs = new Beliefs(settings.priorPrecision(), policy.usesLogits(), budget);
  }

  /** Whether its probabilities depend on what it was taught. */
  boolean learns() {
    return settings.policyType() != PolicyType.POLICY_TYPE_UNIFORM && !isFixed();
  }

  private boolean isFixed() {
    return settings.policyType() == PolicyType.POLICY_TYPE_FIXED;
  }

  /**
   * Writes the probabilities of a slot's eligible arms at position 0, the floor included.
   *
   * @param position of the decision's fact, which keys what a policy draws
   * @param pmf receives as many numbers as the slot has eligible arms
   */
  void probabilities(LoggedSlot slot, long position, double[] pmf) {
    int arms = slot.arms().length;
    if (isFixed()) {
      concentrate(slot, pmf);
    } else if (learns()) {
      score(slot, position);
      policy.probabilities(estimates, pmf);
    } else {
      Arrays.fill(pmf, 0, arms, 1.0 / arms);
      return;
    }
    Floor.mix(pmf, arms, settings.floor());
  }

  private void score(LoggedSlot slot, long position) {
    SlotBelief belief = beliefs.slot(slot.slotUid());
    if (policy.usesArmFeatures()) {
      share(slot, position);
    }
    if (policy.usesContext()) {
      belief.score(slot.arms(), slot.vector(), estimates);
    } else {
      belief.count(slot.arms(), estimates);
    }
  }

  private void share(LoggedSlot logged, long position) {
    Slot slot = settings.slotByUid(logged.slotUid());
    if (slot == null) {
      throw new IllegalStateException("rows have slots of the campaign only");
    }
    estimates.shared.begin(slot.armFeatures(), logged.arms(), logged.arms().length);
    byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(position).array();
    draws.reset(settings.saltHi(), settings.saltLo(), key, 0, key.length);
    estimates.shared.fill(draws, slot.uid());
  }

  /** All on the default arm, or, where that is not eligible, all alike. */
  private void concentrate(LoggedSlot logged, double[] pmf) {
    int arms = logged.arms().length;
    Slot slot = settings.slotByUid(logged.slotUid());
    Arrays.fill(pmf, 0, arms, 0.0);
    for (int i = 0; i < arms; i++) {
      if (slot != null && logged.arms()[i] == slot.defaultArm()) {
        pmf[i] = 1.0;
        return;
      }
    }
    Arrays.fill(pmf, 0, arms, 1.0 / arms);
  }

  /** Goes on with a later revision, whose policy is the same. */
  void revise(Campaign revised) {
    settings = revised;
  }

  /**
   * What it has been taught of an arm, as {@link dev.bandolier.server.model.PosteriorWords#of} reads it; null where that is nothing.
   *
   * @param places the new place of each entry of the slot's vectors
   */
  long @Nullable [] posterior(int slot, int arm, int[] places, int dimension) {
    return beliefs.slot(slot).words(arm, places, dimension);
  }

  /** Teaches it a row. */
  void learn(LoggedRow row) {
    if (learns()) {
      beliefs.learn(row);
    }
  }
}
