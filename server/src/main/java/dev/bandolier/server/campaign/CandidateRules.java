package dev.bandolier.server.campaign;

import dev.bandolier.v1.Aggregation;
import dev.bandolier.v1.AtClose;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.Candidate;
import dev.bandolier.v1.MachineEffect;
import dev.bandolier.v1.Policy;
import dev.bandolier.v1.PolicyType;
import dev.bandolier.v1.RewardRule;
import java.util.List;

/** What makes a campaign's candidates valid, and what is done by itself. */
final class CandidateRules {

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
    Policy own = campaign.getPolicy();
    Policy wanted = candidate.getPolicy();
    findings.require(
        !wanted.hasPriorPrecision()
            || wanted.getPriorPrecision() == CampaignDefaults.priorPrecision(own),
        path + ".policy.prior_precision",
        "must be the campaign's, or left out: a candidate has the campaign's posteriors");
    boolean logits = own.getType() == PolicyType.POLICY_TYPE_LOGISTIC_THOMPSON;
    boolean wants = wanted.getType() == PolicyType.POLICY_TYPE_LOGISTIC_THOMPSON;
    if (wanted.getType() == PolicyType.POLICY_TYPE_UNSPECIFIED || logits == wants) {
      checkSettings(candidate, path);
    } else {
      findings.add(
          path + ".policy.type",
          "must be LOGISTIC_THOMPSON if and only if the campaign's is: a candidate has the"
              + " campaign's posteriors");
    }
  }

  /** As if they served. */
  private void checkSettings(Candidate candidate, String path) {
    for (Violation found :
        CampaignRules.checkPolicy(Candidates.settings(campaign, candidate), limits)) {
      boolean own = found.field().startsWith("policy") || found.field().equals("floor");
      findings.add(own ? path + "." + found.field() : found.field(), found.description());
    }
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
