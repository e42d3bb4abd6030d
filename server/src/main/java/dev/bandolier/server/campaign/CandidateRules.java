package dev.bandolier.server.campaign;

import dev.bandolier.v1.Aggregation;
import dev.bandolier.v1.AtClose;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.Candidate;
import dev.bandolier.v1.ContextSchema;
import dev.bandolier.v1.FeatureSchema;
import dev.bandolier.v1.MachineEffect;
import dev.bandolier.v1.RewardRule;
import dev.bandolier.v1.Slot;
import java.util.List;

/** What makes a campaign's candidates valid, and what is done by itself. */
final class CandidateRules {

  /** What an arm's posterior takes beside b and A. */
  private static final int ARM_WORDS = 16;

  private final Campaign campaign;
  private final Limits limits;
  private final Findings findings;

  CandidateRules(Campaign campaign, Limits limits, Findings findings) {
    this.campaign = campaign;
    this.limits = limits;
    this.findings = findings;
  }

  void check() {
    List<Candidate> candidates = campaign.getCandidatesList();
    findings.require(
        candidates.size() <= Limits.MAX_CANDIDATES,
        "candidates",
        "must be at most " + Limits.MAX_CANDIDATES);
    findings.requireDistinct(
        candidates.stream().map(Candidate::getName).toList(), "candidates", ".name");
    for (int i = 0; i < Math.min(candidates.size(), Limits.MAX_CANDIDATES); i++) {
      check(candidates.get(i), "candidates[" + i + "]");
    }
    checkMargin(campaign.getPromotion().getMargin(), "promotion.margin");
    checkMargin(campaign.getConclusion().getMargin(), "conclusion.margin");
    requireBounds(!candidates.isEmpty(), "candidates");
    requireBounds(campaign.hasConclusion(), "conclusion");
    requireNoSelection(campaign.hasPromotion(), "promotion");
    requireNoSelection(campaign.hasConclusion(), "conclusion");
  }

  private void check(Candidate candidate, String path) {
    findings.require(Names.isSlot(candidate.getName()), path + ".name", Names.SLOT_HINT);
    if (Candidates.isOwn(campaign, candidate)) {
      checkOwn(candidate, path);
    } else {
      report(CampaignRules.checkPolicy(Candidates.settings(campaign, candidate), limits), path);
    }
  }

  /** As if it served, which it could only with posteriors that start anew. */
  private void checkOwn(Candidate candidate, String path) {
    findings.require(
        !campaign.hasHalfLife()
            && !campaign.hasHalfLifeDecisions()
            && !campaign.getForgetOnChange(),
        path,
        "must have the campaign's features, prior_precision and kind of posteriors beside a"
            + " half-life or forget_on_change: posteriors of its own do not fade");
    Findings features = new Findings();
    new SchemaRules(candidate.getSchema(), features).check();
    checkKnown(candidate.getSchema(), features);
    report(features.list(), path);
    if (features.none()) {
      checkServing(candidate, path);
    }
  }

  private void checkKnown(ContextSchema schema, Findings features) {
    features.require(
        schema.getTimeZone().isEmpty()
            || schema.getTimeZone().equals(campaign.getSchema().getTimeZone()),
        "schema.time_zone",
        "must be the campaign's, or left out");
    for (int i = 0; i < schema.getFeaturesCount(); i++) {
      FeatureSchema wanted = schema.getFeatures(i);
      String field = "schema.features[" + i + "]";
      features.require(
          campaign.getSchema().getFeaturesList().stream().anyMatch(known -> isAlike(known, wanted)),
          field + ".name",
          "must be a feature of the campaign's schema that takes the same kind of value; one that"
              + " only candidates shall see is declared there as journal_only");
      features.require(
          !wanted.getJournalOnly(), field + ".journal_only", "must not be set: leave it out");
    }
  }

  private static boolean isAlike(FeatureSchema known, FeatureSchema wanted) {
    return known.getName().equals(wanted.getName())
        && known.hasCategorical() == wanted.hasCategorical()
        && known.hasBoolean() == wanted.hasBoolean();
  }

  private void checkServing(Candidate candidate, String path) {
    Campaign alone =
        campaign.toBuilder().clearCandidates().clearPromotion().clearConclusion().build();
    Campaign serving = Candidates.settings(alone, candidate);
    List<Violation> before = CampaignRules.check(alone, limits);
    for (Violation found : CampaignRules.check(serving, limits)) {
      if (!before.contains(found)) {
        report(List.of(isOf(found) ? found : asPolicys(found)), path);
      }
    }
    findings.require(
        bytes(CampaignDefaults.fill(serving)) <= Limits.MAX_CANDIDATE_BYTES,
        path,
        "must have smaller posteriors: those of all arms may take "
            + Limits.MAX_CANDIDATE_BYTES
            + " bytes, 8(16 + d + d(d + 1)/2) an arm");
  }

  private static long bytes(Campaign filled) {
    long bytes = 0;
    for (Slot slot : filled.getSlotsList()) {
      long d = VectorWidth.dimension(filled.getSchema(), slot.getContextSlotsCount());
      bytes += slot.getArmsCount() * 8L * (ARM_WORDS + d + d * (d + 1) / 2);
    }
    return bytes;
  }

  private void report(List<Violation> found, String path) {
    for (Violation each : found) {
      findings.add(isOf(each) ? path + "." + each.field() : each.field(), each.description());
    }
  }

  /** Whether it is about something that a candidate has. */
  private static boolean isOf(Violation found) {
    return found.field().startsWith("policy")
        || found.field().startsWith("schema")
        || found.field().equals("floor");
  }

  /** What does not go with the rest of the campaign. */
  private static Violation asPolicys(Violation found) {
    return new Violation(
        "policy.type", "does not go with " + found.field() + ", which " + found.description());
  }

  private void checkMargin(double margin, String path) {
    findings.require(
        margin >= 0 && margin <= Limits.MAX_REWARD,
        path,
        "must be between 0 and " + Limits.MAX_REWARD);
  }

  private void requireNoSelection(boolean needed, String path) {
    boolean selects =
        campaign.getAtClose() == AtClose.AT_CLOSE_CENSOR
            || campaign.getRewardRulesList().stream().anyMatch(CandidateRules::selects);
    findings.require(
        !needed || !selects,
        path,
        "must not be set beside at_close CENSOR, requires or machine UNKNOWABLE: which decisions"
            + " are left out then depends on the arm, and nothing should be done by itself on the"
            + " rest");
  }

  private static boolean selects(RewardRule rule) {
    return rule.getRequiresCount() > 0
        || rule.getMachine() == MachineEffect.MACHINE_EFFECT_UNKNOWABLE;
  }

  private void requireBounds(boolean needed, String path) {
    boolean bounded =
        campaign.hasRewardBounds()
            || campaign.getRewardRulesList().stream()
                .noneMatch(rule -> rule.getAggregation() == Aggregation.AGGREGATION_SUM);
    findings.require(
        !needed || bounded,
        path,
        "needs bounded rewards: reward_bounds, or rules without SUM, since a bound that holds at all"
            + " times is made of them");
  }
}
