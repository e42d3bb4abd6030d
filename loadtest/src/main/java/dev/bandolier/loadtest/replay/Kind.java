package dev.bandolier.loadtest.replay;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a data set knows about rewards; the names are those of columns. */
sealed interface Kind {

  /** Rows that say which arm was shown, with which probability, and what came of it. */
  record Logged(String action, Propensity propensity, String reward) implements Kind {}

  /** Rows that say what is right, so that every arm's reward is known. */
  record Labelled(String label, Rewards rewards) implements Kind {}

  /**
   * Rows that say how often an arm was tried and succeeded.
   *
   * @param group one campaign per value; null: one campaign in all
   * @param arm rows that agree in these columns are one arm
   * @param rounds decisions per group
   */
  record Rates(
      @Nullable String group, List<String> arm, String trials, String successes, int rounds)
      implements Kind {

    Rates withRounds(int rounds) {
      return new Rates(group, arm, trials, successes, rounds);
    }
  }

  /**
   * No rows but a world made of a seed: the synthetic environment.
   *
   * @param gamma how much device and segment together matter beyond each alone
   * @param rounds decisions
   * @param delay after how many further decisions a reward is told
   * @param redrawEvery after how many rounds the weights are drawn anew; 0: never
   */
  record Synthetic(double gamma, int rounds, int delay, int redrawEvery) implements Kind {}

  /** The probability with which a logged arm was shown. */
  sealed interface Propensity {

    /** The same for every row, in (0, 1]. */
    record Constant(double value) implements Propensity {}

    /** As the column says. */
    record Column(String name) implements Propensity {}
  }

  /** What the chosen arm earns, given the row's label. */
  sealed interface Rewards {

    /** The labels' values are the arms; the label's own is right, the others are wrong. */
    record RightWrong(double right, double wrong) implements Rewards {}

    /**
     * By arm, then by label, where {@code *} stands for every other label: the possible rewards,
     * each by equal chance.
     */
    record PerArm(Map<String, Map<String, double[]>> rewards) implements Rewards {
      static final String ANY_LABEL = "*";
    }
  }
}
