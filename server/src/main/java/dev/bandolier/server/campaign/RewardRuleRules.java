package dev.bandolier.server.campaign;

import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.RewardBounds;
import dev.bandolier.v1.RewardRule;
import dev.bandolier.v1.Slot;
import java.util.List;

/** What makes reward rules valid. */
final class RewardRuleRules {

  private final List<RewardRule> rules;
  private final List<String> slots;
  private final List<String> outcomes;
  private final Limits limits;
  private final Findings findings;

  RewardRuleRules(Campaign campaign, Limits limits, Findings findings) {
    this.rules = campaign.getRewardRulesList();
    this.slots = campaign.getSlotsList().stream().map(Slot::getName).toList();
    this.outcomes = rules.stream().map(RewardRule::getOutcome).toList();
    this.limits = limits;
    this.findings = findings;
  }

  void check() {
    findings.require(
        rules.size() <= limits.maxRules(), "reward_rules", "must be at most " + limits.maxRules());
    for (int i = 0; i < rules.size(); i++) {
      checkRule(rules.get(i), "reward_rules[" + i + "]");
    }
    findings.requireDistinct(outcomes, "reward_rules", ".outcome");
  }

  private void checkRule(RewardRule rule, String field) {
    findings.require(Names.isOutcome(rule.getOutcome()), field + ".outcome", Names.OUTCOME_HINT);
    CampaignRules.checkReward(rule.getReward(), field + ".reward", findings);
    checkValue(rule, field + ".value_range");
    checkSlots(rule, field + ".slots");
    findings.requireBetween(rule.getWindow(), 1, Limits.MAX_MILLIS, field + ".window");
    findings.requireKnown(rule.getAggregation(), field + ".aggregation");
    findings.requireKnown(rule.getMachine(), field + ".machine");
    checkRequires(rule, field + ".requires");
  }

  private void checkValue(RewardRule rule, String field) {
    findings.require(
        rule.getUsesValue() == rule.hasValueRange(),
        field,
        rule.getUsesValue()
            ? "is required where uses_value is set"
            : "must be left out unless uses_value is set");
    if (rule.hasValueRange()) {
      CampaignRules.checkBounds(rule.getValueRange(), field, findings);
      findings.require(
          Double.isNaN(greatest(rule)) || CampaignRules.isReward(greatest(rule)),
          field,
          "times reward must be at most " + Limits.MAX_REWARD + " in magnitude");
    }
  }

  private static double greatest(RewardRule rule) {
    RewardBounds range = rule.getValueRange();
    return rule.getReward() * Math.max(Math.abs(range.getMin()), Math.abs(range.getMax()));
  }

  private void checkSlots(RewardRule rule, String field) {
    for (int i = 0; i < rule.getSlotsCount(); i++) {
      findings.require(
          slots.contains(rule.getSlots(i)),
          field + "[" + i + "]",
          "must be the name of a slot of this campaign");
    }
    findings.requireDistinct(rule.getSlotsList(), field, "");
  }

  private void checkRequires(RewardRule rule, String field) {
    for (int i = 0; i < rule.getRequiresCount(); i++) {
      String required = rule.getRequires(i);
      findings.require(
          outcomes.contains(required) && !required.equals(rule.getOutcome()),
          field + "[" + i + "]",
          "must be the outcome of another rule of this campaign");
    }
    findings.requireDistinct(rule.getRequiresList(), field, "");
  }
}
