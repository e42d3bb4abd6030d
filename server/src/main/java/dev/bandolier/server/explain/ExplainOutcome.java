package dev.bandolier.server.explain;

import dev.bandolier.server.campaign.Refusal;

/** What came of a question. */
public sealed interface ExplainOutcome<T> {

  /** An answer. */
  record Done<T>(T value) implements ExplainOutcome<T> {}

  /** None, and why. */
  record Refused<T>(Refusal refusal) implements ExplainOutcome<T> {}

  /** No answer, for a reason. */
  static <T> ExplainOutcome<T> refused(Refusal.Reason reason, String message) {
    return new Refused<>(Refusal.of(reason, message));
  }
}
