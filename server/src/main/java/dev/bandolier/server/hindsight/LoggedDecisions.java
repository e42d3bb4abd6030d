package dev.bandolier.server.hindsight;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.evaluate.EvaluationException;
import dev.bandolier.server.evaluate.Evaluations;
import dev.bandolier.server.evaluate.LeftOut;
import dev.bandolier.server.evaluate.LoggedRows;
import dev.bandolier.server.evaluate.OtherFeatures;
import dev.bandolier.server.evaluate.RewardLog;
import dev.bandolier.server.learn.ReplaySource;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The closed decisions of one campaign with their rewards, from a journal that is only read, be it that of a running server. Folding the
 * journal once says what became of every decision, by the campaign's own rules; that is kept in a {@link RewardLog}. The rows are then
 * made of the decisions' facts, one at a time: with the vectors that they were made with, or, where the campaign's features changed on
 * the way, so that earlier vectors mean something else, with those that its newest revision makes of the logged contexts. One thread.
 */
final class LoggedDecisions implements LoggedRows, AutoCloseable {

  private final ReplaySource source;
  private final DecisionFates fates;
  private final String slot;
  private final Campaign campaign;
  private final @Nullable OtherFeatures current;
  private LeftOut leftOut = new LeftOut();

  private LoggedDecisions(ReplaySource source, DecisionFates fates, String slot) {
    this.source = source;
    this.fates = fates;
    this.campaign = fates.revisions().current();
    this.slot = slot;
    this.current = fates.revisions().changedVectors() ? new OtherFeatures(campaign) : null;
  }

  /**
   * Folds a journal.
   *
   * @param slot the only slot that counts; empty: all of them together
   * @throws EvaluationException if there is no such campaign or slot
   * @throws java.util.concurrent.CancellationException if it is not wanted any more
   */
  static LoggedDecisions fold(
      ReplaySource source, String name, String slot, Evaluations.Progress progress)
      throws IOException {
    DecisionFates fates = DecisionFates.fold(source, name, progress);
    boolean made = false;
    try {
      LoggedDecisions rows = new LoggedDecisions(source, fates, slot);
      rows.require(slot);
      made = true;
      return rows;
    } finally {
      if (!made) {
        fates.close();
      }
    }
  }

  private void require(String wanted) {
    if (!wanted.isEmpty() && campaign.slot(wanted) == null) {
      throw new EvaluationException(
          Refusal.Reason.SLOT_NOT_FOUND,
          "the campaign " + campaign.name() + " has no slot '" + wanted + "'");
    }
  }

  /** The campaign as it was last. */
  Campaign campaign() {
    return campaign;
  }

  /** The decisions that were not among the rows, as of the last reading. */
  LeftOut leftOut() {
    return leftOut;
  }

  /** The position of the last fact that was read. */
  long position() {
    return fates.position();
  }

  @Override
  public long count() {
    return fates.rewards().count();
  }

  @Override
  public void forEach(Visitor visitor) throws IOException {
    read(current, visitor);
  }

  /** The same decisions as other features see them. */
  LoggedRows seenBy(OtherFeatures features) {
    return new LoggedRows() {
      @Override
      public long count() {
        return LoggedDecisions.this.count();
      }

      @Override
      public void forEach(Visitor visitor) throws IOException {
        read(features, visitor);
      }
    };
  }

  private void read(@Nullable OtherFeatures features, Visitor visitor) throws IOException {
    leftOut = new LoggedReading(fates, slot, features, visitor).of(source.journal());
  }

  @Override
  public void close() throws IOException {
    fates.close();
  }
}
