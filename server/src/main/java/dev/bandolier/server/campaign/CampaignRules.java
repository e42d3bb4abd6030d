package dev.bandolier.server.campaign;

import com.google.protobuf.Duration;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.Feature;
import dev.bandolier.v1.Holdout;
import dev.bandolier.v1.HoldoutArms;
import dev.bandolier.v1.LearningMode;
import dev.bandolier.v1.Policy;
import dev.bandolier.v1.PolicyType;
import dev.bandolier.v1.RewardBounds;
import dev.bandolier.v1.ServingMode;
import java.util.List;

/** What makes a campaign valid. */
public final class CampaignRules {

  private static final String REWARD_HINT =
      "must be a number of at most " + Limits.MAX_REWARD + " in magnitude";

  private final Campaign campaign;
  private final Limits limits;
  private final Findings findings = new Findings();

  private CampaignRules(Campaign campaign, Limits limits) {
    this.campaign = campaign;
    this.limits = limits;
  }

  /**
   * Everything that is wrong with a campaign, with the paths of its fields; what the server sets is
   * not looked at.
   *
   * @param campaign as it was sent; what is left out has its default
   * @return empty where the campaign may be made; at most a hundred violations
   */
  public static List<Violation> check(Campaign campaign, Limits limits) {
    return new CampaignRules(campaign, limits).check();
  }

  /** What is wrong with a campaign's policy and floor. */
  static List<Violation> checkPolicy(Campaign campaign, Limits limits) {
    CampaignRules rules = new CampaignRules(campaign, limits);
    rules.checkPolicy(campaign.getPolicy());
    return rules.findings.list();
  }

  private List<Violation> check() {
    checkNames();
    new SlotRules(campaign.getSlotsList(), limits, findings).check();
    new SchemaRules(campaign.getSchema(), findings).check();
    new RewardRuleRules(campaign, limits, findings).check();
    checkPolicy(campaign.getPolicy());
    checkRewards();
    checkLearning();
    checkHoldout(campaign.getHoldout());
    checkTimes();
    checkFeed();
    new ForgettingRules(campaign, findings).check();
    new TrackingRules(campaign, findings).check();
    new CandidateRules(campaign, limits, findings).check();
    checkDefaultArms();
    checkSize();
    return findings.list();
  }

  private void checkNames() {
    findings.require(Names.isCampaign(campaign.getName()), "name", Names.CAMPAIGN_HINT);
    findings.requireBytes(campaign.getDisplayName(), Limits.MAX_DISPLAY_NAME_BYTES, "display_name");
    findings.requireKnown(campaign.getMode(), "mode");
    findings.requireKnown(campaign.getOutcomeDurability(), "outcome_durability");
  }

  private void checkPolicy(Policy policy) {
    findings.requireKnown(policy.getType(), "policy.type");
    findings.require(
        policy.getExploration() >= 0 && policy.getExploration() <= 1e6,
        "policy.exploration",
        "must be a number between 0 and 1e6");
    checkNeeds(policy.getType());
    findings.require(
        !policy.hasPriorPrecision()
            || policy.getPriorPrecision() >= 1e-9 && policy.getPriorPrecision() <= 1e9,
        "policy.prior_precision",
        "must be a number between 1e-9 and 1e9");
    findings.require(
        !campaign.hasFloor() || campaign.getFloor() > 0 && campaign.getFloor() <= 1,
        "floor",
        "must be above 0 and at most 1");
  }

  private void checkNeeds(PolicyType type) {
    boolean bounded =
        type == PolicyType.POLICY_TYPE_BETA_THOMPSON || type == PolicyType.POLICY_TYPE_UCB1;
    findings.require(
        !bounded || campaign.hasRewardBounds(),
        "reward_bounds",
        "must be set: this policy scales rewards from them to 0 to 1");
    findings.require(
        type != PolicyType.POLICY_TYPE_EPSILON_GREEDY || campaign.getPolicy().getExploration() <= 1,
        "policy.exploration",
        "must be at most 1: it is a share of decisions");
    if (type == PolicyType.POLICY_TYPE_LOGISTIC_THOMPSON) {
      checkLogistic(campaign.getRewardBounds());
    }
    for (int i = 0;
        i < campaign.getSlotsCount() && type == PolicyType.POLICY_TYPE_HYBRID_THOMPSON;
        i++) {
      long names =
          campaign.getSlots(i).getArmsList().stream()
              .flatMap(arm -> arm.getFeaturesList().stream())
              .map(Feature::getName)
              .distinct()
              .count();
      findings.require(
          campaign.getSlots(i).getArmsCount() <= Limits.MAX_HYBRID_ARMS,
          "slots[" + i + "].arms",
          "must be at most " + Limits.MAX_HYBRID_ARMS + " with this policy");
      findings.require(
          names <= Limits.MAX_ARM_FEATURES,
          "slots[" + i + "].arms",
          "must have at most " + Limits.MAX_ARM_FEATURES + " different features together");
    }
    for (int i = 0; i < campaign.getSlotsCount() && type == PolicyType.POLICY_TYPE_FIXED; i++) {
      findings.require(
          !campaign.getSlots(i).getDefaultArm().isEmpty(),
          "slots[" + i + "].default_arm",
          "must be set: it is what this policy chooses");
    }
  }

  private void checkLogistic(RewardBounds bounds) {
    findings.require(
        campaign.hasRewardBounds() && bounds.getMin() >= 0 && bounds.getMax() <= 1,
        "reward_bounds",
        "must lie within 0 to 1: this policy learns the chance of a reward");
    findings.require(
        !campaign.getTokens(),
        "policy.type",
        "must not be LOGISTIC_THOMPSON where tokens is set: a token does not say at which estimate"
            + " its decision was learned, so it could not be taken back");
  }

  private void checkRewards() {
    RewardBounds bounds = campaign.getRewardBounds();
    boolean bounded = campaign.hasRewardBounds();
    if (bounded) {
      checkBounds(bounds, "reward_bounds", findings);
    }
    double reward = campaign.getDefaultReward();
    findings.require(isReward(reward), "default_reward", REWARD_HINT);
    findings.require(
        !bounded || !(reward < bounds.getMin() || reward > bounds.getMax()),
        "default_reward",
        "must lie within reward_bounds");
  }

  static void checkBounds(RewardBounds bounds, String field, Findings findings) {
    findings.require(isReward(bounds.getMin()), field + ".min", REWARD_HINT);
    findings.require(isReward(bounds.getMax()), field + ".max", REWARD_HINT);
    findings.require(
        !(bounds.getMin() >= bounds.getMax()), field + ".max", "must be above " + field + ".min");
  }

  static void checkReward(double reward, String field, Findings findings) {
    findings.require(isReward(reward), field, REWARD_HINT);
  }

  static boolean isReward(double number) {
    return Math.abs(number) <= Limits.MAX_REWARD;
  }

  private void checkLearning() {
    findings.requireKnown(campaign.getAtClose(), "at_close");
    findings.requireKnown(campaign.getLearningMode(), "learning_mode");
    findings.require(
        campaign.getLearningMode() != LearningMode.LEARNING_MODE_ON_REWARD
            || campaign.getEveryZeroIsReported(),
        "learning_mode",
        "ON_REWARD overestimates unless every zero is reported: set every_zero_is_reported, or"
            + " choose PROVISIONAL or AT_WINDOW_CLOSE");
  }

  private void checkHoldout(Holdout holdout) {
    findings.require(
        holdout.getShare() >= 0 && holdout.getShare() <= 0.5,
        "holdout.share",
        "must be between 0 and 0.5");
    findings.requireKnown(holdout.getArms(), "holdout.arms");
  }

  private void checkTimes() {
    findings.requireBetween(campaign.getGrace(), 0, Limits.MAX_MILLIS, "grace");
    findings.requireBetween(campaign.getRemember(), 0, Limits.MAX_MILLIS, "remember");
    if (campaign.hasSnapshotEvery()) {
      findings.requireBetween(
          campaign.getSnapshotEvery(),
          Limits.LEAST_SNAPSHOT_MILLIS,
          Limits.MAX_MILLIS,
          "snapshot_every");
    }
    findings.require(
        campaign.getSnapshotsKept() >= 0
            && campaign.getSnapshotsKept() <= Limits.MAX_SNAPSHOTS_KEPT,
        "snapshots_kept",
        "must be between 1 and " + Limits.MAX_SNAPSHOTS_KEPT);
    if (campaign.hasActivationWindow()) {
      findings.requireBetween(
          campaign.getActivationWindow(), 1, Limits.MAX_MILLIS, "activation_window");
    }
  }

  private void checkFeed() {
    if (campaign.hasFeedSilence()) {
      findings.requireBetween(campaign.getFeedSilence(), 1, Limits.MAX_MILLIS, "feed_silence");
      Duration grace = campaign.hasGrace() ? campaign.getGrace() : CampaignDefaults.GRACE;
      findings.require(
          Millis.of(campaign.getFeedSilence()) <= Millis.of(grace),
          "feed_silence",
          "must be at most the grace, or windows would close before the feed is known to be silent");
    }
  }

  private void checkDefaultArms() {
    boolean all =
        campaign.getSlotsList().stream().noneMatch(slot -> slot.getDefaultArm().isEmpty());
    findings.require(
        all || campaign.getMode() != ServingMode.SERVING_MODE_DEFAULT_ARM,
        "mode",
        "DEFAULT_ARM needs a default_arm in every slot");
    findings.require(
        all || campaign.getHoldout().getArms() != HoldoutArms.HOLDOUT_ARMS_DEFAULT_ARM,
        "holdout.arms",
        "DEFAULT_ARM needs a default_arm in every slot");
  }

  private void checkSize() {
    findings.require(
        campaign.getSerializedSize() <= limits.maxDefinitionBytes(),
        "slots",
        "must be smaller: the campaign may have at most "
            + limits.maxDefinitionBytes()
            + " bytes, encoded");
    if (findings.none()) {
      checkDimensions(CampaignDefaults.fill(campaign));
    }
  }

  private void checkDimensions(Campaign filled) {
    long shared = VectorWidth.dimension(filled.getSchema(), 0);
    if (shared > limits.maxDimension()) {
      findings.add("schema", dimensionHint(shared, 0));
      return;
    }
    for (int i = 0; i < filled.getSlotsCount(); i++) {
      int context = filled.getSlots(i).getContextSlotsCount();
      long dimension = VectorWidth.dimension(filled.getSchema(), context);
      findings.require(
          dimension <= limits.maxDimension(),
          "slots[" + i + "].context_slots",
          dimensionHint(dimension, context));
    }
  }

  private String dimensionHint(long dimension, int contextSlots) {
    return "must bring fewer entries: the vector would have "
        + dimension
        + " and may have "
        + limits.maxDimension()
        + " (1 for the intercept, max_values + 1 for a categorical feature, the period or two per"
        + " harmonic for a cyclic one, 2 for a numeric or boolean one, the product of both sides for"
        + " a crossed pair"
        + (contextSlots > 0 ? ", " + VectorWidth.CONTEXT_SLOT + " for a context slot)" : ")");
  }
}
