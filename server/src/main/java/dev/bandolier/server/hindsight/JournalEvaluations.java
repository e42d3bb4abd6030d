package dev.bandolier.server.hindsight;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.evaluate.Answer;
import dev.bandolier.server.evaluate.EvaluationException;
import dev.bandolier.server.evaluate.Evaluations;
import dev.bandolier.server.evaluate.Evaluator;
import dev.bandolier.server.evaluate.LeftOut;
import dev.bandolier.server.evaluate.LoggedRows;
import dev.bandolier.server.evaluate.Order;
import dev.bandolier.server.evaluate.OtherFeatures;
import dev.bandolier.server.evaluate.PolicyText;
import dev.bandolier.server.evaluate.PolicyValue;
import dev.bandolier.server.evaluate.Question;
import dev.bandolier.server.evaluate.TargetSettings;
import dev.bandolier.server.learn.ReplaySource;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;

/**
 * Evaluates from a data directory, which is only read and may be in use; the journal is folded in a temporary directory. Any
 * thread.
 */
public final class JournalEvaluations implements Evaluations {

  /** Where the journal is folded from, afresh for every evaluation. */
  @FunctionalInterface
  public interface Files {
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
  public JournalEvaluations(Files files, Semaphore folds) {
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
      LeftOut leftOut = new LeftOut();
      for (String name : order.policies().keySet()) {
        values.put(name, value(rows, order, name, progress));
        leftOut.raise(rows.leftOut());
      }
      return new Answer(values, leftOut, rows.position());
    }
  }

  private static PolicyValue value(
      LoggedDecisions rows, Order order, String name, Progress progress) throws IOException {
    TargetSettings wanted = Objects.requireNonNull(order.policies().get(name));
    String path = "policies[" + List.copyOf(order.policies().keySet()).indexOf(name) + "].";
    Campaign settings = PolicyText.apply(wanted, rows.campaign(), path);
    Stage stage = new Stage(order.question(), "valuing " + name, 2 * rows.count(), progress);
    if (wanted.schema() == null) {
      return stage.value(rows, settings);
    }
    OtherFeatures features = new OtherFeatures(settings);
    PolicyValue value = stage.value(rows.seenBy(features), settings);
    features.requireMet(path);
    return value;
  }

  /** One policy's turn. */
  private record Stage(Question question, String name, long readings, Progress progress) {
    PolicyValue value(LoggedRows rows, Campaign settings) throws IOException {
      long memory = Runtime.getRuntime().maxMemory() / 2;
      return Evaluator.value(
          rows, settings, question, memory, read -> progress.at(name, read, readings));
    }
  }
}
