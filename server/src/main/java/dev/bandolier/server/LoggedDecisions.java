package dev.bandolier.server;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.evaluate.EvaluationException;
import dev.bandolier.server.evaluate.Evaluations;
import dev.bandolier.server.evaluate.LeftOut;
import dev.bandolier.server.evaluate.LoggedRow;
import dev.bandolier.server.evaluate.LoggedRows;
import dev.bandolier.server.evaluate.LoggedSlot;
import dev.bandolier.server.evaluate.RewardLog;
import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.DecisionImported;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.journal.JournalReader;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.server.learn.ReplaySource;
import dev.bandolier.server.learn.Unreported;
import dev.bandolier.v1.DecisionSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The closed decisions of one campaign with their rewards, from a journal that is only read, be it that of a running server. Folding the
 * journal once says what became of every decision, by the campaign's own rules; that is kept in a {@link RewardLog}. The rows are then
 * made of the decisions' facts, one at a time. One thread.
 */
final class LoggedDecisions implements LoggedRows, AutoCloseable {

  private static final int BATCH = 256;

  private final ReplaySource source;
  private final DecisionFates fates;
  private final LeftOut leftOut = new LeftOut();
  private final String slot;
  private final DecisionMade made = new DecisionMade();
  private final Campaign campaign;
  private boolean over;

  private LoggedDecisions(ReplaySource source, DecisionFates fates, String slot) {
    this.source = source;
    this.fates = fates;
    this.campaign = fates.revisions().current();
    this.slot = slot;
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
    leftOut.clear();
    over = false;
    try (RewardLog.Reader known = fates.rewards().read()) {
      JournalReader reader = source.journal().read(source.journal().firstPosition());
      while (!over && reader.position() <= fates.position()) {
        int read = reader.poll(record -> visit(record, known, visitor), BATCH);
        over |= read == 0;
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void visit(RecordView record, RewardLog.Reader known, Visitor visitor) {
    if (over || record.position() > fates.position()) {
      over = true;
    } else if (record.type() == FactType.DECISION_MADE) {
      made.wrap(record.payload());
      if (made.campaign() == campaign.uid()) {
        decision(record, known, visitor);
      }
    } else if (record.type() == FactType.DECISION_IMPORTED) {
      imported((DecisionImported) Fact.read(record.type(), record.payload()), record, visitor);
    } else if (record.type() == FactType.CAMPAIGN_CHANGED) {
      reset((CampaignChanged) Fact.read(record.type(), record.payload()), visitor);
    }
  }

  private void imported(DecisionImported fact, RecordView record, Visitor visitor) {
    if (fact.campaign() == campaign.uid()) {
      made.wrap(fact.payload());
      double[] rewards = fact.rewards().stream().mapToDouble(Double::doubleValue).toArray();
      LoggedRow row = row(record.position(), fact.time(), rewards);
      if (row == null) {
        leftOut.add(LeftOut.Reason.UNKNOWN);
      } else {
        over = !visitor.row(row);
      }
    }
  }

  private void reset(CampaignChanged changed, Visitor visitor) {
    if (changed.campaign() == campaign.uid()) {
      for (String name : changed.resetSlots()) {
        Slot started = campaign.slot(name);
        if (started != null) {
          visitor.reset(started.uid());
        }
      }
    }
  }

  private void decision(RecordView record, RewardLog.Reader known, Visitor visitor) {
    LeftOut.Reason reason = reasonBySource();
    double[] found = reason == null ? rewards(record, known) : null;
    if (reason == null && found == null) {
      reason = LeftOut.Reason.UNKNOWN;
    }
    LoggedRow row = found == null ? null : row(record.position(), record.time(), found);
    if (reason == null) {
      reason = row == null ? LeftOut.Reason.UNKNOWN : reasonByRewards(row);
    }
    if (reason != null) {
      leftOut.add(reason);
      if (reason == LeftOut.Reason.OPEN) {
        visitor.open();
      }
    } else if (row != null) {
      over = !visitor.row(row);
    }
  }

  private LeftOut.@Nullable Reason reasonBySource() {
    if (made.decisionSource() == DecisionSource.DECISION_SOURCE_HOLDOUT_VALUE) {
      return LeftOut.Reason.HOLDOUT;
    }
    if (made.decisionSource() == DecisionSource.DECISION_SOURCE_DEFAULT_VALUE) {
      return LeftOut.Reason.DEFAULT;
    }
    return made.tracked() ? null : LeftOut.Reason.UNTRACKED;
  }

  private static LeftOut.@Nullable Reason reasonByRewards(LoggedRow row) {
    boolean censored = false;
    for (LoggedSlot each : row.slots()) {
      for (double reward : each.rewards()) {
        if (reward == RewardLog.OPEN) {
          return LeftOut.Reason.OPEN;
        }
        censored |= Double.isNaN(reward);
      }
    }
    return censored ? LeftOut.Reason.CENSORED : null;
  }

  private double @Nullable [] rewards(RecordView record, RewardLog.Reader known) {
    try {
      double[] found = known.seek(record.position());
      return found == null ? unreported(record) : found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private double @Nullable [] unreported(RecordView record) {
    Campaign rules = fates.revisions().get(made.revision());
    Unreported state = fates.silence().of(made, rules, record.position(), record.time());
    return switch (state) {
      case UNTRACKED, UNKNOWN -> null;
      case OPEN -> alike(RewardLog.OPEN);
      case CENSORED -> alike(RewardLog.CENSORED);
      case DEFAULTED -> alike(rules.defaultReward());
    };
  }

  private double[] alike(double reward) {
    int parts = 0;
    for (int i = 0; i < made.slotCount(); i++) {
      parts += made.seekSlot(i).count();
    }
    double[] found = new double[parts];
    Arrays.fill(found, reward);
    return found;
  }

  private @Nullable LoggedRow row(long position, long time, double[] found) {
    List<LoggedSlot> slots = new ArrayList<>();
    int part = 0;
    for (int i = 0; i < made.slotCount(); i++) {
      made.seekSlot(i);
      int count = made.count();
      Slot known = campaign.slotByUid(made.slotUid());
      if (known != null && (slot.isEmpty() || known.name().equals(slot))) {
        slots.add(LoggedSlot.of(made, Arrays.copyOfRange(found, part, part + count)));
      }
      part += count;
    }
    return slots.isEmpty() ? null : new LoggedRow(position, time, slots);
  }

  @Override
  public void close() throws IOException {
    fates.close();
  }
}
