package dev.bandolier.server.explain;

import dev.bandolier.server.event.DecisionFact;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.journal.JournalDamagedException;
import dev.bandolier.server.journal.JournalReader;
import dev.bandolier.server.journal.RecordSource;
import dev.bandolier.server.journal.RecordView;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks through the journal for a decision and for what was reported about it. Where an id was used again
 * after it was forgotten, the latest decision of it is meant. One thread.
 */
final class FactSearch {

  /** Any campaign will do. */
  static final int ANY = -1;

  /** How many facts are found at most. */
  static final int MAX_FACTS = 1000;

  /** How long before its decision a fact may have come, in milliseconds. */
  private static final long EARLY = 600_000;

  private static final int AT_ONCE = 4096;

  private final int campaign;
  private final String id;
  private final Runnable check;
  private final DecisionMade decision = new DecisionMade();
  private final List<Found> facts = new ArrayList<>();
  private long made;

  /** A fact about the decision. */
  record Found(long position, long time) {}

  /**
   * Looks for a decision's id.
   *
   * @param campaign its uid, or {@link #ANY}
   * @param check called now and then; ends the search by throwing
   */
  FactSearch(int campaign, String id, Runnable check) {
    this.campaign = campaign;
    this.id = id;
    this.check = check;
  }

  /** Looks from a position to the journal's end as it is now. */
  FactSearch run(RecordSource journal, long from) throws JournalDamagedException {
    JournalReader reader = journal.read(from);
    long end = journal.endPosition();
    int seen = 1;
    while (seen > 0 && reader.position() < end) {
      seen = reader.poll(this::look, AT_ONCE);
      check.run();
    }
    return this;
  }

  private void look(RecordView record) {
    boolean other =
        campaign != ANY && record.payload().order(ByteOrder.LITTLE_ENDIAN).getInt(0) != campaign;
    if (other) {
      return;
    }
    if (record.type() == FactType.DECISION_MADE) {
      if (decision.wrap(record.payload()).id().equals(id)) {
        made = record.position();
        facts.removeIf(fact -> fact.time() < record.time() - EARLY);
      }
    } else if (isAboutDecision(record.type()) && facts.size() < MAX_FACTS) {
      DecisionFact fact = (DecisionFact) Fact.read(record.type(), record.payload());
      if (fact.decisionId().equals(id)) {
        facts.add(new Found(record.position(), record.time()));
      }
    }
  }

  private static boolean isAboutDecision(byte type) {
    return switch (type) {
      case FactType.OUTCOME_SEEN,
          FactType.ACTIVATED,
          FactType.CENSORED,
          FactType.RETRACTED,
          FactType.ANSWERED,
          FactType.WITH_TOKEN ->
          true;
      default -> false;
    };
  }

  /** Where the decision stands, 0 if it was not found. */
  long made() {
    return made;
  }

  /** What was reported about it, in the journal's order. */
  List<Found> facts() {
    return facts;
  }
}
