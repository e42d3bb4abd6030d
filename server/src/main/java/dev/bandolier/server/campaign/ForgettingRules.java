package dev.bandolier.server.campaign;

import dev.bandolier.v1.Campaign;

/** What makes a campaign's forgetting valid: by half-lives, and on changes. Used once. */
final class ForgettingRules {

  private final Campaign campaign;
  private final Findings findings;

  ForgettingRules(Campaign campaign, Findings findings) {
    this.campaign = campaign;
    this.findings = findings;
  }

  void check() {
    checkHalfLife();
    findings.require(
        !campaign.getForgetOnChange() || !campaign.getTokens(),
        "forget_on_change",
        "must not be set beside tokens, which leave no trace of a decision without outcomes");
  }

  private void checkHalfLife() {
    if (campaign.hasHalfLife()) {
      findings.requireBetween(
          campaign.getHalfLife(),
          Limits.LEAST_HALF_LIFE_MILLIS,
          Limits.MAX_HALF_LIFE_MILLIS,
          "half_life");
    }
    if (campaign.hasHalfLifeDecisions()) {
      checkHalfLifeDecisions(campaign.getHalfLifeDecisions());
    }
  }

  private void checkHalfLifeDecisions(long decisions) {
    findings.require(
        decisions >= Limits.LEAST_HALF_LIFE_DECISIONS
            && decisions <= Limits.MAX_HALF_LIFE_DECISIONS,
        "half_life_decisions",
        "must be between 1,000 and 1e12");
    findings.require(
        decisions >= (long) Limits.LEAST_DECISIONS_AN_ARM * largestSlot(),
        "half_life_decisions",
        "must be at least " + Limits.LEAST_DECISIONS_AN_ARM + " for each arm of the largest slot");
    findings.require(
        !campaign.hasHalfLife(), "half_life_decisions", "must not be set beside half_life");
    findings.require(
        !campaign.getTokens(),
        "half_life_decisions",
        "must not be set beside tokens, which say when a decision was made, not how many came"
            + " before: use half_life");
  }

  private int largestSlot() {
    return campaign.getSlotsList().stream().mapToInt(slot -> slot.getArmsCount()).max().orElse(0);
  }
}
