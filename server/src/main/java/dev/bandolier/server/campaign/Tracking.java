package dev.bandolier.server.campaign;

import dev.bandolier.v1.Campaign;

/**
 * Which of a campaign's decisions are tracked, how, and for how long. Times are milliseconds.
 *
 * @param share of the decisions that are tracked, in [0, 1]
 * @param expectedRate decisions a second that are planned for; 0 where nothing is planned
 * @param tokens whether answers carry tokens in place of ledger entries
 * @param repeatMillis how long ids are remembered that the ledger does not keep
 * @param rememberMillis how long settled decisions are remembered
 * @param correctionMillis how long after a decision's last window corrections count
 */
public record Tracking(
    double share,
    double expectedRate,
    boolean tokens,
    long repeatMillis,
    long rememberMillis,
    long correctionMillis) {

  /** Reads a definition that is filled with defaults. */
  static Tracking of(Campaign definition) {
    long remember = Millis.of(definition.getRemember());
    return new Tracking(
        definition.getTrackedShare(),
        definition.getExpectedRate(),
        definition.getTokens(),
        Millis.of(definition.getRepeatPeriod()),
        remember,
        definition.hasCorrectionWindow() ? Millis.of(definition.getCorrectionWindow()) : remember);
  }

  /** How long after its last window the ledger keeps a decision. */
  public long keepMillis() {
    return Math.max(rememberMillis, correctionMillis);
  }
}
