package dev.bandolier.server.learn;

/**
 * What one part of a decision contributes to the tallies; two of them make a difference. Read afresh for
 * every part that is settled. Called by the learner's thread.
 */
final class PartValue {

  private PartState state = PartState.WAITING;
  private boolean tallied;
  private boolean credited;
  private boolean wasClipped;
  private double reward;

  /** Takes the part's state, whether its reward counts, is credited or was clipped, and the reward. */
  PartValue read(LedgerEntry entry, int part) {
    state = entry.state(part);
    tallied = entry.has(part, PartWord.TALLIED);
    credited = entry.has(part, PartWord.CREDITED);
    wasClipped = entry.has(part, PartWord.CLIPPED);
    reward = entry.reward(part);
    return this;
  }

  /** Whether both contribute the same, compared one by one: this is asked several times a decision. */
  boolean isAs(PartValue other) {
    return state == other.state
        && tallied == other.tallied
        && credited == other.credited
        && wasClipped == other.wasClipped
        && Double.compare(reward, other.reward) == 0;
  }

  int closed() {
    return state.isClosed() ? 1 : 0;
  }

  int rewarded() {
    return tallied && credited ? 1 : 0;
  }

  int valued() {
    return tallied ? 1 : 0;
  }

  int censored() {
    return state == PartState.CENSORED ? 1 : 0;
  }

  int clipped() {
    return tallied && wasClipped ? 1 : 0;
  }

  double sum() {
    return tallied ? reward : 0;
  }

  double squares() {
    return tallied ? reward * reward : 0;
  }
}
