package dev.bandolier.loadtest.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import vowpalWabbit.learner.VWActionProbsLearner;
import vowpalWabbit.learner.VWLearners;
import vowpalWabbit.responses.ActionProb;

/**
 * One contextual bandit of Vowpal Wabbit with features by action ({@code --cb_explore_adf}), in this process. Examples are in its
 * text format, a line for what the actions share and one per action. Used by one thread.
 */
public final class VowpalWabbit implements AutoCloseable {
  private final VWActionProbsLearner learner;

  /**
   * Starts with nothing learned.
   *
   * @param arguments what follows {@code --cb_explore_adf} on its command line
   * @param seed of what it draws for itself, as bagging does
   */
  public VowpalWabbit(String arguments, int seed) {
    learner = VWLearners.create("--cb_explore_adf --quiet --random_seed " + seed + " " + arguments);
  }

  /**
   * Says with which probability it would take each action.
   *
   * @param example the lines without a label
   * @param pmf receives the probabilities by action
   */
  public void probabilities(String[] example, double[] pmf) {
    for (ActionProb each : learner.predict(example).getActionProbs()) {
      pmf[each.getAction()] = each.getProbability();
    }
  }

  /**
   * Learns what an action cost.
   *
   * @param example the lines, the taken action's with the label {@code 0:cost:probability}
   */
  public void learn(String[] example) {
    var unused = learner.learn(example);
  }

  @Override
  public void close() {
    try {
      learner.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
