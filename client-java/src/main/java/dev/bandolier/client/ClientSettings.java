package dev.bandolier.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How calls are made. */
record ClientSettings(
    Duration deadline,
    Duration batchDeadline,
    Duration adminDeadline,
    int retries,
    @Nullable Duration hedgeAfter,
    Callbacks callbacks,
    FeedbackSettings feedback) {
  ClientSettings {
    Checks.positive(deadline, "deadline");
    Checks.positive(batchDeadline, "batch deadline");
    Checks.positive(adminDeadline, "admin deadline");
    Checks.within(retries, 0, 10, "retries");
    if (hedgeAfter != null) {
      Checks.positive(hedgeAfter, "hedge delay");
    }
  }

  /** How many calls one decision may take, retries and hedges together. */
  int mostCalls() {
    return 1 + retries + (hedgeAfter == null ? 0 : 1);
  }
}
