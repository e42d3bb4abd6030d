package dev.bandolier.server.decide;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.model.SlotModel;
import dev.bandolier.server.policy.Draw;
import dev.bandolier.server.policy.Floor;
import dev.bandolier.server.policy.Policy;
import dev.bandolier.server.policy.Purpose;
import dev.bandolier.v1.DecisionSource;
import dev.bandolier.v1.HoldoutArms;
import dev.bandolier.v1.PolicyType;
import dev.bandolier.v1.ServingMode;
import dev.bandolier.v1.SlotRequest;
import java.util.Arrays;
import java.util.List;

/**
 * Chooses arms, slot after slot: encode, score, pmf, floor, draw. The probabilities that are logged are
 * the very ones that are drawn from. Choosing again for the same id consumes the same numbers.
 *
 * <p>Draws: per slot and position one number, for {@code ARM}, or {@code HOLDOUT_ARM} in the holdout.
 */
final class Chooser {

  private Chooser() {}

  /**
   * Chooses for every slot wanted, whose eligible arms are known.
   *
   * @return false if a posterior could not be read, so that its slot's arms were taken as alike
   */
  static boolean choose(Served served, DecisionSource source, Workbench bench) {
    Arrays.fill(bench.firsts, -1);
    boolean whole = true;
    List<Slot> slots = served.campaign().slots();
    for (int i = 0; i < slots.size(); i++) {
      Slot slot = slots.get(i);
      SlotRequest request = bench.request(slot);
      if (request != null) {
        SlotWork work = bench.work(slot);
        served.encoder().encode(slot.index(), bench.context, bench.firsts, work.vector);
        whole &= weigh(served, source, slot, bench);
        draw(source, slot, Math.max(1, request.getCount()), bench);
        work.wouldBe = SlotWork.NONE;
        if (source == DecisionSource.DECISION_SOURCE_SHADOW) {
          work.takeShown(slot, request);
        }
        bench.firsts[slot.index()] = work.first();
      }
    }
    return whole;
  }

  /** Whether the policy weighs arms by what they have learned. */
  static boolean isScored(Served served, DecisionSource source) {
    Campaign campaign = served.campaign();
    return (source == DecisionSource.DECISION_SOURCE_POLICY
            || source == DecisionSource.DECISION_SOURCE_SHADOW)
        && campaign.mode() != ServingMode.SERVING_MODE_UNIFORM
        && campaign.policyType() != PolicyType.POLICY_TYPE_FIXED;
  }

  /** Gives every eligible arm of a slot its probability, by the vector that is on the bench. */
  static boolean weigh(Served served, DecisionSource source, Slot slot, Workbench bench) {
    SlotWork work = bench.work(slot);
    Campaign campaign = served.campaign();
    boolean defaults =
        source == DecisionSource.DECISION_SOURCE_DEFAULT
            || source == DecisionSource.DECISION_SOURCE_HOLDOUT
                && campaign.holdoutArms() == HoldoutArms.HOLDOUT_ARMS_DEFAULT_ARM;
    boolean chosen =
        (source == DecisionSource.DECISION_SOURCE_POLICY
                || source == DecisionSource.DECISION_SOURCE_SHADOW)
            && campaign.mode() != ServingMode.SERVING_MODE_UNIFORM;
    boolean fixed = chosen && campaign.policyType() == PolicyType.POLICY_TYPE_FIXED;
    if (chosen && !fixed) {
      return score(served, slot, bench);
    }
    if (!(defaults || fixed) || !work.concentrate(slot.defaultArm())) {
      work.spread();
    }
    if (fixed) {
      Floor.mix(work.pmf, work.eligible, campaign.floor());
    }
    return true;
  }

  private static boolean score(Served served, Slot slot, Workbench bench) {
    SlotWork work = bench.work(slot);
    SlotModel model = served.model().slots().get(slot.index());
    boolean whole = estimate(served.policy(), slot, model, work, bench);
    if (whole) {
      served.policy().probabilities(bench.estimates, work.pmf);
      Floor.mix(work.pmf, work.eligible, served.campaign().floor());
    } else {
      work.spread();
    }
    return whole;
  }

  private static boolean estimate(
      Policy policy, Slot slot, SlotModel model, SlotWork work, Workbench bench) {
    if (policy.usesArmFeatures()) {
      bench.estimates.shared.begin(slot.armFeatures(), work.arms, work.eligible);
      bench.estimates.shared.fill(bench.draws, slot.uid());
    }
    return policy.usesContext()
        ? bench.scorer.score(
            model, work.arms, work.eligible, work.vector, policy.usesLogits(), bench.estimates)
        : bench.scorer.count(model, work.arms, work.eligible, bench.estimates);
  }

  private static void draw(DecisionSource source, Slot slot, int count, Workbench bench) {
    Purpose purpose =
        source == DecisionSource.DECISION_SOURCE_HOLDOUT ? Purpose.HOLDOUT_ARM : Purpose.ARM;
    SlotWork work = bench.work(slot);
    System.arraycopy(work.pmf, 0, work.left, 0, work.eligible);
    double u = bench.draws.uniform(slot.uid(), 0, purpose);
    int arm = Draw.pick(work.left, work.eligible, u);
    work.count = 0;
    while (arm >= 0) {
      work.chosen[work.count] = arm;
      work.propensity[work.count++] = work.left[arm];
      double next = bench.draws.uniform(slot.uid(), work.count, purpose);
      arm = work.count < count ? Draw.next(work.left, work.eligible, arm, next) : -1;
    }
  }
}
