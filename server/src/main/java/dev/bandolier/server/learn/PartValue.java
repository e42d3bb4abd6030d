package dev.bandolier.server.learn;

/**
 * What one part of a decision contributes to the tallies; two of them make a difference.
 *
 * @param state the part's state
 * @param tallied whether its reward counts
 * @param credited whether at least one outcome counts
 * @param wasClipped whether the reward was clipped
 * @param reward the reward, by the campaign's rules
 */
record PartValue(
    PartState state, boolean tallied, boolean credited, boolean wasClipped, double reward) {

  static PartValue of(LedgerEntry entry, int part) {
    return new PartValue(
        entry.state(part),
        entry.has(part, LedgerEntry.TALLIED),
        entry.has(part, LedgerEntry.CREDITED),
        entry.has(part, LedgerEntry.CLIPPED),
        entry.reward(part));
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
