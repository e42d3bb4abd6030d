package dev.bandolier.server.learn;

import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.event.WithToken;
import dev.bandolier.server.journal.RecordSource;
import dev.bandolier.server.journal.RecordView;
import org.jspecify.annotations.Nullable;

/**
 * The fact of the decision that is being settled, read in the journal when it is first asked for: a window
 * that closes with nothing to teach asks for nothing, and the fact lies where nobody has been since it was
 * made. Called by the learner's thread.
 */
final class DecisionReader {

  private final RecordSource journal;
  private final RecordView record = new RecordView();
  private final DecisionMade decision = new DecisionMade();
  private @Nullable DecisionMade fact;
  private long position;

  DecisionReader(RecordSource journal) {
    this.journal = journal;
  }

  /** From now on about the decision that the fact at a position carries. */
  DecisionReader at(long carrier) {
    position = carrier;
    fact = null;
    return this;
  }

  /** From now on about a decision whose fact is at hand. */
  DecisionReader having(DecisionMade known) {
    fact = known;
    return this;
  }

  /** What the fact says, the same flyweight every time that it was not at hand. */
  DecisionMade fact() {
    DecisionMade known = fact == null ? read() : fact;
    fact = known;
    return known;
  }

  private DecisionMade read() {
    if (!journal.readAt(position, record)) {
      throw new IllegalStateException("the decision at " + position + " is not in the journal");
    }
    boolean token = record.type() == FactType.WITH_TOKEN;
    return decision.wrap(token ? WithToken.decisionIn(record.payload()) : record.payloadInPlace());
  }
}
