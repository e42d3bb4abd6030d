package dev.bandolier.client;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done about decisions whose answer did not come, or came to nobody: the server may have made them, and would
 * take their silence for zeros, so they are censored. A decision with the caller's own id and no fallback is left to the
 * caller, who may ask again. Any thread.
 */
final class Unanswered {
  private static final Logger LOG = LoggerFactory.getLogger(BanditClient.class);
  private static final long QUIET_MILLIS = 60_000;

  private final Feedback feedback;
  private final Tally tally;
  private final InstantSource clock;
  private final AtomicLong nextWarning = new AtomicLong(Long.MIN_VALUE);

  Unanswered(Feedback feedback, Tally tally, InstantSource clock) {
    this.feedback = feedback;
    this.tally = tally;
    this.clock = clock;
  }

  /**
   * No answer came.
   *
   * @param asked whether the server may have got the request
   * @return the caller's fallback; null where there is none, or where the request itself is wrong
   */
  @Nullable Decision fallback(DecisionRequest request, String id, Problem problem, boolean asked) {
    if (!problem.code().temporary()) {
      return null;
    }
    if (request.fallback().isEmpty()) {
      if (asked) {
        unseen(request, id);
      }
      return null;
    }
    tally.fallbacks.increment();
    if (asked) {
      censor(request.campaign(), id, CensorReason.REPLACED);
    }
    return fallback(request, id);
  }

  /** Ends a future that no answer came for: with the fallback, or with the problem. */
  void end(
      DecisionRequest request,
      String id,
      Problem problem,
      boolean asked,
      CompletableFuture<Decision> future) {
    Decision fallback = fallback(request, id, problem, asked);
    if (fallback == null) {
      future.completeExceptionally(new BandolierException(problem));
    } else {
      future.complete(fallback);
    }
  }

  /** The caller went away before there was an answer. */
  void unseen(DecisionRequest request, String id) {
    if (request.decisionId() == null) {
      censor(request.campaign(), id, CensorReason.NOT_SHOWN);
    }
  }

  /** There was an answer, but nobody to take it. */
  void unseen(Decision decision) {
    if (decision.tracked()) {
      censor(decision.campaign(), decision.id(), CensorReason.NOT_SHOWN);
    }
  }

  private void censor(String campaign, String id, CensorReason reason) {
    var unused =
        feedback
            .censorOwn(new Censoring(campaign, id, List.of(), reason))
            .whenComplete(
                (acknowledgement, failure) -> {
                  if (failure != null) {
                    dropped(failure);
                  }
                });
  }

  private void dropped(Throwable failure) {
    tally.censorsDropped.increment();
    long now = clock.millis();
    long next = nextWarning.get();
    if (now >= next && nextWarning.compareAndSet(next, now + QUIET_MILLIS)) {
      LOG.warn(
          "A decision that nobody showed could not be censored, {} so far: {}",
          tally.censorsDropped.sum(),
          failure.getMessage());
    }
  }

  private Decision fallback(DecisionRequest request, String id) {
    List<SlotChoices> slots = new ArrayList<>();
    for (Map.Entry<String, List<FallbackArm>> each : request.fallback().entrySet()) {
      slots.add(slot(each.getKey(), each.getValue()));
    }
    return new Decision(
        request.campaign(),
        id,
        slots,
        0,
        false,
        ChoiceSource.FALLBACK,
        false,
        clock.instant(),
        null);
  }

  private static SlotChoices slot(String slot, List<FallbackArm> arms) {
    List<Choice> choices = new ArrayList<>();
    for (FallbackArm arm : arms) {
      choices.add(new Choice(slot, choices.size(), arm.arm(), arm.payload(), Double.NaN, Map.of()));
    }
    return new SlotChoices(slot, choices, Double.NaN);
  }
}
