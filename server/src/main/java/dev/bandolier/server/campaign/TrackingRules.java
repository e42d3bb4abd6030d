package dev.bandolier.server.campaign;

import dev.bandolier.v1.AtClose;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.LearningMode;

/** What makes a campaign's tracking valid. */
final class TrackingRules {

  private static final long MAX_REPEAT_MILLIS = 24 * 3_600_000L;
  private static final double MAX_RATE = 1e9;

  private final Campaign campaign;
  private final Findings findings;

  TrackingRules(Campaign campaign, Findings findings) {
    this.campaign = campaign;
    this.findings = findings;
  }

  void check() {
    double share = campaign.getTrackedShare();
    findings.require(share >= 0 && share <= 1, "tracked_share", "must be between 0 and 1");
    double rate = campaign.getExpectedRate();
    findings.require(
        rate >= 0 && rate <= MAX_RATE, "expected_rate", "must be between 0 and 1e9 a second");
    findings.requireBetween(
        campaign.getCorrectionWindow(), 0, Limits.MAX_MILLIS, "correction_window");
    if (campaign.hasRepeatPeriod()) {
      findings.requireBetween(campaign.getRepeatPeriod(), 1, MAX_REPEAT_MILLIS, "repeat_period");
    }
    if (campaign.getTokens()) {
      checkTokens();
    }
  }

  /** A token decision is taught when it is made, so nothing may have to come before that. */
  private void checkTokens() {
    LearningMode mode = campaign.getLearningMode();
    findings.require(
        mode == LearningMode.LEARNING_MODE_PROVISIONAL
            || mode == LearningMode.LEARNING_MODE_UNSPECIFIED,
        "learning_mode",
        "must be PROVISIONAL where tokens is set");
    findings.require(
        campaign.getAtClose() != AtClose.AT_CLOSE_CENSOR,
        "at_close",
        "must be DEFAULT_REWARD where tokens is set");
    for (int i = 0; i < campaign.getRewardRulesCount(); i++) {
      findings.require(
          campaign.getRewardRules(i).getRequiresCount() == 0,
          "reward_rules[" + i + "].requires",
          "must be empty where tokens is set");
    }
  }
}
