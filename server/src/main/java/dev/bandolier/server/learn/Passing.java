package dev.bandolier.server.learn;

import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalDamagedException;
import dev.bandolier.server.journal.JournalReader;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.v1.UntrackedReason;

/**
 * Finds the decisions again that the ledger does not keep and whose ids are still remembered: in the
 * journal, from the longest repeat period ago. Used once, at a start.
 */
final class Passing {

  private final Books books;
  private final long now;
  private final DecisionMade decision = new DecisionMade();

  Passing(Books books, long now) {
    this.books = books;
    this.now = now;
  }

  void forEach(Journal journal, PassingVisitor visitor) throws JournalDamagedException {
    long since = since();
    if (since < Long.MAX_VALUE) {
      long end = journal.endPosition();
      JournalReader reader = journal.read(journal.positionBefore(since));
      while (reader.position() < end && reader.poll(record -> visit(record, visitor), 1000) > 0) {
        // the visitor does the work
      }
    }
  }

  /** Since when there may be such decisions; {@link Long#MAX_VALUE} where there are none. */
  long since() {
    long since = Long.MAX_VALUE;
    for (CampaignState state : books.campaigns().values()) {
      long begin = now - state.campaign().tracking().repeatMillis();
      since = state.latestPassing() > begin ? Math.min(since, begin) : since;
    }
    return since;
  }

  private void visit(RecordView record, PassingVisitor visitor) {
    if (record.type() != FactType.DECISION_MADE) {
      return;
    }
    decision.wrap(record.payload());
    CampaignState state = books.campaign(decision.campaign());
    if (state != null && isPassing(decision)) {
      long period = state.campaign().tracking().repeatMillis();
      if (record.time() + period > now) {
        visitor.visit(decision.keyHi(), decision.keyLo(), record.position(), record.time(), period);
      }
    }
  }

  private static boolean isPassing(DecisionMade decision) {
    return decision.tracked()
        ? decision.token()
        : decision.untrackedReason() != UntrackedReason.UNTRACKED_REASON_LEDGER_FULL_VALUE;
  }
}
