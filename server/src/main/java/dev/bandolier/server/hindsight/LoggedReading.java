package dev.bandolier.server.hindsight;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.evaluate.LeftOut;
import dev.bandolier.server.evaluate.LoggedRow;
import dev.bandolier.server.evaluate.LoggedRows;
import dev.bandolier.server.evaluate.LoggedSlot;
import dev.bandolier.server.evaluate.OtherFeatures;
import dev.bandolier.server.evaluate.RewardLog;
import dev.bandolier.server.event.DecisionImported;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.journal.JournalReader;
import dev.bandolier.server.journal.RecordSource;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.server.learn.Unreported;
import dev.bandolier.v1.DecisionSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One reading of {@link LoggedDecisions}, from their first fact to the last. One thread. */
final class LoggedReading {

  private static final int BATCH = 256;

  private final DecisionFates fates;
  private final Campaign campaign;
  private final String slot;
  private final @Nullable OtherFeatures features;
  private final LoggedRows.Visitor visitor;
  private final LeftOut leftOut = new LeftOut();
  private final DecisionMade made = new DecisionMade();
  private boolean over;

  /**
   * A reading.
   *
   * @param slot the only slot that counts; empty: all of them together
   * @param features how contexts are encoded; null: as they were
   */
  LoggedReading(
      DecisionFates fates,
      String slot,
      @Nullable OtherFeatures features,
      LoggedRows.Visitor visitor) {
    this.fates = fates;
    this.campaign = fates.revisions().current();
    this.slot = slot;
    this.features = features;
    this.visitor = visitor;
  }

  /** Reads; says what was left out. */
  LeftOut of(RecordSource journal) throws IOException {
    if (features != null) {
      features.begin();
    }
    try (RewardLog.Reader known = fates.rewards().read()) {
      JournalReader reader = journal.read(journal.firstPosition());
      while (!over && reader.position() <= fates.position()) {
        int read = reader.poll(record -> visit(record, known), BATCH);
        over |= read == 0;
      }
      return leftOut;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void visit(RecordView record, RewardLog.Reader known) {
    if (over || record.position() > fates.position()) {
      over = true;
    } else if (record.type() == FactType.DECISION_MADE) {
      made.wrap(record.payload());
      if (made.campaign() == campaign.uid()) {
        decision(record, known);
      }
    } else if (record.type() == FactType.DECISION_IMPORTED) {
      imported((DecisionImported) Fact.read(record.type(), record.payload()), record);
    }
  }

  private void imported(DecisionImported fact, RecordView record) {
    if (fact.campaign() == campaign.uid()) {
      made.wrap(fact.payload());
      double[] rewards = fact.rewards().stream().mapToDouble(Double::doubleValue).toArray();
      take(row(record.position(), fact.time(), rewards));
    }
  }

  private void decision(RecordView record, RewardLog.Reader known) {
    LeftOut.Reason reason = reasonBySource();
    if (reason == null) {
      double[] found = rewards(record, known);
      take(found == null ? null : row(record.position(), record.time(), found));
    } else {
      leftOut.add(reason);
    }
  }

  private void take(@Nullable LoggedRow row) {
    LeftOut.Reason reason = row == null ? LeftOut.Reason.UNKNOWN : reasonByRewards(row);
    LoggedRow seen = reason == null && row != null ? encoded(row) : null;
    if (seen != null) {
      over = !visitor.row(seen);
      return;
    }
    leftOut.add(reason == null ? LeftOut.Reason.NO_CONTEXT : reason);
    if (reason == LeftOut.Reason.OPEN) {
      visitor.open();
    }
  }

  /** As other features see it; null where the journal does not say what there is to see. */
  private @Nullable LoggedRow encoded(LoggedRow row) {
    OtherFeatures wanted = features;
    if (wanted == null) {
      return row;
    }
    Campaign revision = fates.revisions().find(made.revision());
    if (revision == null || !wanted.read(made, revision, row.time())) {
      return null;
    }
    List<LoggedSlot> slots =
        row.slots().stream().map(each -> each.with(wanted.vector(each.slotUid()))).toList();
    return new LoggedRow(row.position(), row.time(), slots);
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
}
