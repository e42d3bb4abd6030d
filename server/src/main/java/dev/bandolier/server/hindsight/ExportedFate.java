package dev.bandolier.server.hindsight;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.evaluate.RewardLog;
import dev.bandolier.server.export.ExportedDecision;
import dev.bandolier.server.learn.PartState;
import dev.bandolier.server.learn.SettledDecision;
import dev.bandolier.server.learn.Unreported;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a decision, and how that is written as numbers: parts, then state and reward of each part, then rule, value,
 * time, whether it counts, and whether by a machine, of each outcome.
 *
 * @param states by part
 * @param rewards by part, null where not closed
 */
record ExportedFate(
    List<String> states, List<@Nullable Double> rewards, List<ExportedDecision.Outcome> outcomes) {

  private static final int OF_PART = 2;
  private static final int OF_OUTCOME = 5;

  /** The same for every part. */
  static ExportedFate of(Unreported state, Campaign rules) {
    List<@Nullable Double> rewards = new ArrayList<>();
    rewards.add(state == Unreported.DEFAULTED ? (Double) rules.defaultReward() : null);
    return new ExportedFate(List.of(state.name()), rewards, List.of());
  }

  String state(int part) {
    return states.get(Math.min(part, states.size() - 1));
  }

  @Nullable Double reward(int part) {
    return rewards.get(Math.min(part, rewards.size() - 1));
  }

  static double[] numbers(SettledDecision decision) {
    int parts = decision.parts().size();
    double[] numbers = new double[1 + OF_PART * parts + OF_OUTCOME * decision.outcomes().size()];
    numbers[0] = parts;
    int at = 1;
    for (SettledDecision.Part part : decision.parts()) {
      numbers[at++] = part.state().number();
      numbers[at++] = part.reward();
    }
    for (SettledDecision.Outcome outcome : decision.outcomes()) {
      numbers[at++] = decision.campaign().rules().ruleOf(outcome.name());
      numbers[at++] = outcome.value();
      numbers[at++] = outcome.time();
      numbers[at++] = outcome.retracted() || outcome.pending() ? 0 : 1;
      numbers[at++] = outcome.machine() ? 1 : 0;
    }
    return numbers;
  }

  static ExportedFate of(double[] numbers, Campaign rules) {
    List<String> states = new ArrayList<>();
    List<@Nullable Double> rewards = new ArrayList<>();
    int at = 1;
    for (int part = 0; part < (int) numbers[0]; part++, at += OF_PART) {
      PartState state = PartState.of((int) numbers[at]);
      states.add(state.name());
      rewards.add(state.isClosed() ? (Double) numbers[at + 1] : null);
    }
    List<ExportedDecision.Outcome> outcomes = new ArrayList<>();
    for (; at < numbers.length; at += OF_OUTCOME) {
      outcomes.add(
          new ExportedDecision.Outcome(
              rules.rules().rule((int) numbers[at]).outcome(),
              numbers[at + 1],
              (long) numbers[at + 2],
              numbers[at + 3] != 0,
              numbers[at + 4] != 0));
    }
    return new ExportedFate(states, rewards, outcomes);
  }

  /** Writes down what becomes of the campaign's decisions. */
  static final class Listener extends Revisions.Listener {

    private final RewardLog log;

    Listener(Revisions revisions, RewardLog log) {
      super(revisions);
      this.log = log;
    }

    @Override
    public void settled(SettledDecision decision) {
      if (revisions().has(decision.campaign())) {
        revisions().add(decision.campaign());
        try {
          log.add(decision.position(), numbers(decision));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
