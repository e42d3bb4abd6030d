package dev.bandolier.server;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.evaluate.Answer;
import dev.bandolier.server.evaluate.EvaluationException;
import dev.bandolier.server.evaluate.Evaluations;
import dev.bandolier.server.evaluate.Evaluator;
import dev.bandolier.server.evaluate.Order;
import dev.bandolier.server.evaluate.PolicyText;
import dev.bandolier.server.evaluate.PolicyValue;
import dev.bandolier.server.learn.ReplaySource;
import dev.bandolier.v1.Policy;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * Evaluates from a data directory, which is only read and may be in use; the journal is folded in a temporary directory. Any
 * thread.
 */
final class JournalEvaluations implements Evaluations {

  /** Where the journal is folded from, afresh for every evaluation. */
  @FunctionalInterface
  interface Files {
    /** What there is now. */
    ReplaySource source() throws IOException;
  }

  private final Files files;
  private final Semaphore folds;

  /**
   * Reads these files.
   *
   * @param folds one permit, for which all ask that fold the journal
   */
  JournalEvaluations(Files files, Semaphore folds) {
    this.files = files;
    this.folds = folds;
  }

  @Override
  public Answer answer(Order order, Progress progress) throws IOException {
    if (!folds.tryAcquire()) {
      throw new EvaluationException(
          Refusal.Reason.OVERLOADED,
          "the journal is being folded for another question: try again later");
    }
    try {
      return found(order, progress);
    } finally {
      folds.release();
    }
  }

  private Answer found(Order order, Progress progress) throws IOException {
    ReplaySource source = files.source();
    try (LoggedDecisions rows =
        LoggedDecisions.fold(source, order.campaign(), order.slot(), progress)) {
      Map<String, PolicyValue> values = new LinkedHashMap<>();
      for (Map.Entry<String, Policy> each : order.policies().entrySet()) {
        Campaign settings = PolicyText.apply(each.getValue(), rows.campaign());
        values.put(each.getKey(), value(rows, settings, order, each.getKey(), progress));
      }
      return new Answer(values, rows.leftOut(), rows.position());
    }
  }

  private static PolicyValue value(
      LoggedDecisions rows, Campaign settings, Order order, String name, Progress progress)
      throws IOException {
    long memory = Runtime.getRuntime().maxMemory() / 2;
    String stage = "valuing " + name;
    return Evaluator.value(
        rows,
        settings,
        order.question(),
        memory,
        read -> progress.at(stage, read, 2 * rows.count()));
  }
}
