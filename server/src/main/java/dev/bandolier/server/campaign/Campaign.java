package dev.bandolier.server.campaign;

import com.google.protobuf.Timestamp;
import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.v1.AtClose;
import dev.bandolier.v1.Durability;
import dev.bandolier.v1.HoldoutArms;
import dev.bandolier.v1.LearningMode;
import dev.bandolier.v1.PolicyType;
import dev.bandolier.v1.RewardRule;
import dev.bandolier.v1.ServingMode;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One revision of a campaign, compiled for deciding and settling. Immutable.
 *
 * <p>Compiling is deterministic: the same facts in the same order give the same uids, on any
 * machine.
 */
public final class Campaign {

  private final int uid;
  private final long revision;
  private final long saltHi;
  private final long saltLo;
  private final dev.bandolier.v1.Campaign definition;
  private final RewardRules rules;
  private final List<Slot> slots;
  private final int nextSlotUid;
  private final Map<String, Slot> byName = new HashMap<>();
  private final Set<String> outcomes = new HashSet<>();
  private final ZoneId timeZone;
  private final double exploration;
  private final Tracking tracking;

  private Campaign(
      CampaignChanged fact,
      dev.bandolier.v1.Campaign definition,
      ZoneId timeZone,
      @Nullable Campaign previous) {
    uid = fact.campaign();
    revision = fact.revision();
    saltHi = fact.saltHi();
    saltLo = fact.saltLo();
    this.definition = definition;
    this.timeZone = timeZone;
    rules = RewardRules.compile(definition);
    exploration = CampaignDefaults.exploration(definition.getPolicy());
    tracking = Tracking.of(definition);
    SlotCompiler compiler = new SlotCompiler(definition, rules, previous);
    slots = compiler.compile();
    nextSlotUid = compiler.nextUid();
    slots.forEach(slot -> byName.put(slot.name(), slot));
    definition.getRewardRulesList().stream().map(RewardRule::getOutcome).forEach(outcomes::add);
    if (previous != null) {
      outcomes.addAll(previous.outcomes);
    }
  }

  /**
   * Compiles the campaign as a fact made it.
   *
   * @param fact of a creation or an update, with a valid definition
   * @param time the fact's time, epoch milliseconds
   * @param previous the revision before; null for a creation
   * @throws IllegalArgumentException if the fact is a deletion, or does not follow the revision
   *     before
   */
  public static Campaign compile(CampaignChanged fact, long time, @Nullable Campaign previous) {
    requireFollows(fact, previous);
    Timestamp updated = Millis.timestamp(time);
    dev.bandolier.v1.Campaign.Builder definition =
        CampaignDefaults.fill(fact.definition()).toBuilder()
            .setRevision(fact.revision())
            .setEtag(Etag.of(fact.campaign(), fact.revision()))
            .setCreateTime(previous == null ? updated : previous.definition.getCreateTime())
            .setUpdateTime(updated);
    History.stamp(definition, fact.revision(), updated);
    ZoneId zone = TimeZones.require(definition.getSchema().getTimeZone());
    return new Campaign(fact, definition.build(), zone, previous);
  }

  private static void requireFollows(CampaignChanged fact, @Nullable Campaign previous) {
    boolean follows =
        switch (fact.change()) {
          case CREATED -> previous == null;
          case UPDATED -> previous != null && previous.uid == fact.campaign();
          case DELETED -> false;
        };
    if (!follows) {
      throw new IllegalArgumentException(
          "campaign " + fact.campaign() + " cannot be compiled from " + fact.change());
    }
  }

  /** Stays the same for the campaign's life and is never used again. */
  public int uid() {
    return uid;
  }

  /** Its resource name. */
  public String name() {
    return definition.getName();
  }

  /** Counts the campaign's changes from 1. */
  public long revision() {
    return revision;
  }

  /** Changes with every change of the campaign. */
  public String etag() {
    return definition.getEtag();
  }

  /** The first half of the salt that keys its draws and ids. */
  public long saltHi() {
    return saltHi;
  }

  /** The second half. */
  public long saltLo() {
    return saltLo;
  }

  /** As it was defined, filled with defaults and what the server sets. */
  public dev.bandolier.v1.Campaign definition() {
    return definition;
  }

  /** How it decides now; never unspecified. */
  public ServingMode mode() {
    return definition.getMode();
  }

  /** The slots, in the order in which they are decided. */
  public List<Slot> slots() {
    return slots;
  }

  /** The slot of that name. */
  public @Nullable Slot slot(String name) {
    return byName.get(name);
  }

  /** The slot of that uid; null where this revision no longer has it. */
  public @Nullable Slot slotByUid(int slotUid) {
    for (Slot slot : slots) {
      if (slot.uid() == slotUid) {
        return slot;
      }
    }
    return null;
  }

  /** How scores become probabilities; never unspecified. */
  public PolicyType policyType() {
    return definition.getPolicy().getType();
  }

  /** Whether posteriors are learned in logits. */
  public boolean learnsLogits() {
    return policyType() == PolicyType.POLICY_TYPE_LOGISTIC_THOMPSON;
  }

  /** The least reward of a slot; −∞ where none is declared. */
  public double leastReward() {
    return definition.hasRewardBounds()
        ? definition.getRewardBounds().getMin()
        : Double.NEGATIVE_INFINITY;
  }

  /** The greatest reward of a slot; ∞ where none is declared. */
  public double greatestReward() {
    return definition.hasRewardBounds()
        ? definition.getRewardBounds().getMax()
        : Double.POSITIVE_INFINITY;
  }

  /** How widely the policy explores, in its own measure; at least 0. */
  public double exploration() {
    return exploration;
  }

  /** λ of the prior, in observations; above 0. */
  public double priorPrecision() {
    return definition.getPolicy().getPriorPrecision();
  }

  /** ε of the floor, in (0, 1]. */
  public double floor() {
    return definition.getFloor();
  }

  /** The holdout's share of the traffic, in [0, 0.5]. */
  public double holdoutShare() {
    return definition.getHoldout().getShare();
  }

  /** What the holdout gets; never unspecified. */
  public HoldoutArms holdoutArms() {
    return definition.hasHoldout()
        ? definition.getHoldout().getArms()
        : HoldoutArms.HOLDOUT_ARMS_UNIFORM;
  }

  /** The reward of a slot without outcomes. */
  public double defaultReward() {
    return definition.getDefaultReward();
  }

  /** What becomes of a slot without outcomes; never unspecified. */
  public AtClose atClose() {
    return definition.getAtClose();
  }

  /** When the posterior moves; never unspecified. */
  public LearningMode learningMode() {
    return definition.getLearningMode();
  }

  /** How long after a window's end outcomes of that window may still arrive. */
  public long graceMillis() {
    return Millis.of(definition.getGrace());
  }

  /** How long after the feed's newest outcome windows still close; {@link Long#MAX_VALUE}: for ever. */
  public long feedSilenceMillis() {
    return definition.hasFeedSilence() ? Millis.of(definition.getFeedSilence()) : Long.MAX_VALUE;
  }

  /** When it was made, in epoch milliseconds of journal time. */
  public long createdMillis() {
    return Millis.of(definition.getCreateTime());
  }

  /** Which decisions are tracked, how, and for how long. */
  public Tracking tracking() {
    return tracking;
  }

  /** How long a deferred decision waits to be activated. */
  public long activationWindowMillis() {
    return Millis.of(definition.getActivationWindow());
  }

  /** The half-life of what is learned, by the wall clock; 0 where nothing is forgotten by it. */
  public long halfLifeMillis() {
    return Millis.of(definition.getHalfLife());
  }

  /** The half-life of what is learned, in decisions; 0 where nothing is forgotten by them. */
  public long halfLifeDecisions() {
    return definition.getHalfLifeDecisions();
  }

  /** Whether a slot forgets when its rewards no longer come as its posteriors say. */
  public boolean forgetsOnChange() {
    return definition.getForgetOnChange();
  }

  /** What its acknowledged outcomes survive; unspecified where the server says. */
  public Durability outcomeDurability() {
    return definition.getOutcomeDurability();
  }

  /** How often a snapshot is taken; 0 for never. */
  public long snapshotEveryMillis() {
    return Millis.of(definition.getSnapshotEvery());
  }

  /** How many of these are kept. */
  public int snapshotsKept() {
    return definition.getSnapshotsKept();
  }

  /** Which outcomes are worth what. */
  public RewardRules rules() {
    return rules;
  }

  /** Whether this or an earlier revision has a rule for outcomes of that name. */
  public boolean knowsOutcome(String outcome) {
    return outcomes.contains(outcome);
  }

  /** The zone that hours and weekdays are derived in unless a request names one. */
  public ZoneId timeZone() {
    return timeZone;
  }

  int nextSlotUid() {
    return nextSlotUid;
  }

  @Override
  public String toString() {
    return name() + "@" + revision;
  }
}
