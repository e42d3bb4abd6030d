package dev.bandolier.server.campaign;

import com.google.protobuf.Duration;
import dev.bandolier.v1.Aggregation;
import dev.bandolier.v1.ArmState;
import dev.bandolier.v1.AtClose;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.HoldoutArms;
import dev.bandolier.v1.LearningMode;
import dev.bandolier.v1.MachineEffect;
import dev.bandolier.v1.Policy;
import dev.bandolier.v1.PolicyType;
import dev.bandolier.v1.RewardRule;
import dev.bandolier.v1.ServingMode;

/**
 * Fills what a definition leaves out, so that the journal keeps what was meant even where a later
 * version means something else by nothing. Only the exploration width stays left out: it follows the
 * policy's type, which may change by itself.
 */
public final class CampaignDefaults {

  static final double FLOOR = 0.001;
  static final double PRIOR_PRECISION = 1;
  static final double THOMPSON_EXPLORATION = 0.6;
  static final double UNIT_EXPLORATION = 1;
  static final double EPSILON = 0.05;
  static final int SNAPSHOTS_KEPT = 7;
  static final Duration GRACE = Millis.duration(5 * 60_000);
  static final Duration REMEMBER = Millis.duration(24 * 3_600_000L);
  static final Duration REPEAT_PERIOD = Millis.duration(10 * 60_000);
  static final Duration ACTIVATION_WINDOW = Millis.duration(7 * 24 * 3_600_000L);

  private CampaignDefaults() {}

  /**
   * The definition with its defaults and without what the server sets: what is journalled. Filling
   * twice changes nothing.
   */
  public static Campaign fill(Campaign definition) {
    Campaign.Builder filled =
        definition.toBuilder().clearEtag().clearRevision().clearCreateTime().clearUpdateTime();
    fillEnums(filled);
    fillTimes(filled);
    fillPolicy(filled.getPolicyBuilder());
    filled.setSchema(SchemaDefaults.fill(definition.getSchema()));
    filled.getSlotsBuilderList().forEach(CampaignDefaults::fillSlot);
    filled.getRewardRulesBuilderList().forEach(CampaignDefaults::fillRule);
    if (!definition.hasTrackedShare()) {
      filled.setTrackedShare(1);
    }
    if (!definition.hasFloor()) {
      filled.setFloor(FLOOR);
    }
    return filled.build();
  }

  private static void fillEnums(Campaign.Builder filled) {
    if (filled.getMode() == ServingMode.SERVING_MODE_UNSPECIFIED) {
      filled.setMode(ServingMode.SERVING_MODE_ONLINE);
    }
    if (filled.getAtClose() == AtClose.AT_CLOSE_UNSPECIFIED) {
      filled.setAtClose(AtClose.AT_CLOSE_DEFAULT_REWARD);
    }
    if (filled.getLearningMode() == LearningMode.LEARNING_MODE_UNSPECIFIED) {
      filled.setLearningMode(LearningMode.LEARNING_MODE_PROVISIONAL);
    }
    if (filled.hasHoldout()
        && filled.getHoldout().getArms() == HoldoutArms.HOLDOUT_ARMS_UNSPECIFIED) {
      filled.getHoldoutBuilder().setArms(HoldoutArms.HOLDOUT_ARMS_UNIFORM);
    }
  }

  private static void fillTimes(Campaign.Builder filled) {
    if (!filled.hasGrace()) {
      filled.setGrace(GRACE);
    }
    if (!filled.hasRemember()) {
      filled.setRemember(REMEMBER);
    }
    if (!filled.hasRepeatPeriod()) {
      filled.setRepeatPeriod(REPEAT_PERIOD);
    }
    if (filled.hasSnapshotEvery() && filled.getSnapshotsKept() == 0) {
      filled.setSnapshotsKept(SNAPSHOTS_KEPT);
    }
    if (!filled.hasActivationWindow()) {
      filled.setActivationWindow(ACTIVATION_WINDOW);
    }
  }

  private static void fillPolicy(Policy.Builder policy) {
    if (policy.getType() == PolicyType.POLICY_TYPE_UNSPECIFIED) {
      policy.setType(PolicyType.POLICY_TYPE_LINEAR_THOMPSON);
    }
    if (!policy.hasPriorPrecision()) {
      policy.setPriorPrecision(PRIOR_PRECISION);
    }
  }

  private static void fillSlot(dev.bandolier.v1.Slot.Builder slot) {
    for (dev.bandolier.v1.Arm.Builder arm : slot.getArmsBuilderList()) {
      if (arm.getState() == ArmState.ARM_STATE_UNSPECIFIED) {
        arm.setState(ArmState.ARM_STATE_ACTIVE);
      }
    }
  }

  private static void fillRule(RewardRule.Builder rule) {
    if (rule.getAggregation() == Aggregation.AGGREGATION_UNSPECIFIED) {
      rule.setAggregation(Aggregation.AGGREGATION_FIRST);
    }
    if (rule.getMachine() == MachineEffect.MACHINE_EFFECT_UNSPECIFIED) {
      rule.setMachine(MachineEffect.MACHINE_EFFECT_IGNORED);
    }
  }

  static double priorPrecision(Policy policy) {
    return policy.hasPriorPrecision() ? policy.getPriorPrecision() : PRIOR_PRECISION;
  }

  static double exploration(Policy policy) {
    if (policy.hasExploration()) {
      return policy.getExploration();
    }
    return switch (policy.getType()) {
      case POLICY_TYPE_LIN_UCB, POLICY_TYPE_SQUARE_CB, POLICY_TYPE_UCB1 -> UNIT_EXPLORATION;
      case POLICY_TYPE_EPSILON_GREEDY -> EPSILON;
      default -> THOMPSON_EXPLORATION;
    };
  }
}
