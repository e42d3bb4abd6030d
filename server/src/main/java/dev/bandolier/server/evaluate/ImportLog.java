package dev.bandolier.server.evaluate;

import dev.bandolier.server.event.DecisionImported;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.journal.JournalDamagedException;
import dev.bandolier.server.journal.JournalReader;
import dev.bandolier.server.journal.RecordSource;
import dev.bandolier.server.journal.RecordView;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * What was recorded of one import that has begun and was cut off: its decisions' ids begin with that of the import, so the journal itself
 * says it, from where it has begun. One thread.
 */
final class ImportLog {

  private static final int BATCH = 1_000;

  private final int campaign;
  private final String prefix;
  private final DecisionMade made = new DecisionMade();
  private final Map<Integer, Double> weights = new HashMap<>();
  private long decisions;
  private long taught;

  private ImportLog(int campaign, String importId) {
    this.campaign = campaign;
    this.prefix = importId + "/";
  }

  /**
   * What there is of it.
   *
   * @param decisions how many, which are its first ones
   * @param taught how many of them teach
   * @param weights what they teach each slot, by its uid
   */
  record Recorded(long decisions, long taught, Map<Integer, Double> weights) {
    static final Recorded NOTHING = new Recorded(0, 0, Map.of());
  }

  /** The id of a decision in its import. */
  static String decisionId(String importId, long number) {
    return importId.isEmpty() ? Long.toString(number) : importId + "/" + number;
  }

  /**
   * Reads a journal to its end as it is now.
   *
   * @param from the position of the import's beginning, which the journal has
   */
  static Recorded read(RecordSource journal, int campaign, String importId, long from) {
    ImportLog log = new ImportLog(campaign, importId);
    try {
      long end = journal.endPosition();
      JournalReader reader = journal.read(from);
      while (reader.position() < end && reader.poll(log::look, BATCH) > 0) {
        // the handler does the work
      }
    } catch (JournalDamagedException e) {
      throw new IllegalStateException("what was imported cannot be read", e);
    }
    return new Recorded(log.decisions, log.taught, log.weights);
  }

  private void look(RecordView record) {
    if (record.type() == FactType.DECISION_IMPORTED
        && record.payload().order(ByteOrder.LITTLE_ENDIAN).getInt(0) == campaign) {
      count((DecisionImported) Fact.read(record.type(), record.payload()));
    }
  }

  private void count(DecisionImported fact) {
    made.wrap(fact.payload());
    if (!made.id().equals(prefix + decisions)) {
      return;
    }
    decisions++;
    if (fact.weight() > 0.0) {
      taught++;
      for (int i = 0; i < made.slotCount(); i++) {
        weights.merge(made.seekSlot(i).slotUid(), fact.weight(), Double::sum);
      }
    }
  }
}
