package dev.bandolier.loadtest.replay;

import java.util.List;

/** One pass over a problem, round by round. Used by one thread. */
interface Episode {

  /** Goes to the next round; false after the last one. */
  boolean advance();

  /** What this round's decision may know. */
  List<ContextValue> context();

  /**
   * What the arm earns in this round. What it draws does not depend on earlier choices, so that
   * policies meet the same luck.
   *
   * @return NaN where the data does not tell: then the decision has to be censored
   */
  double reveal(int arm);

  /** What the arm's expected reward lacks of the best arm's in this round; NaN where unknown. */
  default double regret(int arm) {
    return Double.NaN;
  }

  /** What simple policies earn over the rounds of this pass. */
  References references();
}
