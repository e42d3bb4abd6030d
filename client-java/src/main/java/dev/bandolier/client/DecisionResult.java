package dev.bandolier.client;

/** One item's part of a batch: an answer, or why there is none. */
public sealed interface DecisionResult {
  /**
   * The answer.
   *
   * @throws BandolierException if there is none
   */
  Decision orThrow();

  /**
   * There is an answer, the server's or the item's fallback.
   *
   * @param decision the answer
   */
  record Decided(Decision decision) implements DecisionResult {
    @Override
    public Decision orThrow() {
      return decision;
    }
  }

  /**
   * There is none.
   *
   * @param problem why; field paths are relative to the item
   */
  record Refused(Problem problem) implements DecisionResult {
    @Override
    public Decision orThrow() {
      throw new BandolierException(problem);
    }
  }
}
