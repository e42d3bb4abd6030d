package dev.bandolier.loadtest.replay;

import dev.bandolier.loadtest.peer.VowpalWabbit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * One learner of Vowpal Wabbit. It gets the features that a campaign declares, numbers scaled by the
 * same ranges, the same crossed pairs, every one of them crossed with the action, and rewards as costs of a
 * scale. The action is drawn from its probabilities by a generator of the run. Used by one thread.
 */
final class PeerCampaign implements ServedCampaign {
  /** Every shared feature (s) by action (a). */
  private static final String INTERACTIONS = " -q sa";

  private static final long DRAWS = 0x5657;

  private final String name;
  private final Problem problem;
  private final CostScale costs;
  private final PeerContext context;
  private final VowpalWabbit learner;
  private final SplittableRandom random;
  private final double[] pmf;
  private final Map<String, String[]> open = new HashMap<>();

  PeerCampaign(String name, String arguments, CostScale costs, Problem problem, OptionalLong seed) {
    this.name = name;
    this.problem = problem;
    this.costs = costs;
    this.context = new PeerContext(problem.features());
    String range = costs.arguments(arguments, problem.range());
    this.learner = new VowpalWabbit(arguments + range + INTERACTIONS, (int) seed.orElse(0));
    this.random = new SplittableRandom(seed.orElse(0) ^ DRAWS);
    this.pmf = new double[problem.arms().count()];
  }

  @Override
  public String policy() {
    return name;
  }

  @Override
  public String decide(String id, List<ContextValue> values) {
    String[] example = new String[pmf.length + 1];
    example[0] = "shared |s " + context.features(values);
    for (int arm = 0; arm < pmf.length; arm++) {
      example[arm + 1] = "|a arm" + arm;
    }
    learner.probabilities(example, pmf);
    int arm = draw();
    example[arm + 1] = ":" + pmf[arm] + " " + example[arm + 1];
    open.put(id, example);
    return problem.arms().list().get(arm).id();
  }

  private int draw() {
    double left = random.nextDouble();
    int last = 0;
    for (int arm = 0; arm < pmf.length; arm++) {
      if (pmf[arm] > 0) {
        last = arm;
        left -= pmf[arm];
        if (left < 0) {
          return arm;
        }
      }
    }
    return last;
  }

  @Override
  public void reward(String id, double reward) {
    learner.learn(labelled(taken(id), costs.cost(problem.range(), reward)));
  }

  private static String[] labelled(String[] example, double cost) {
    for (int i = 1; i < example.length; i++) {
      if (example[i].charAt(0) == ':') {
        example[i] = "0:" + cost + example[i];
      }
    }
    return example;
  }

  @Override
  public void censor(String id) {
    var unused = taken(id);
  }

  private String[] taken(String id) {
    String[] example = open.remove(id);
    if (example == null) {
      throw new ReplayException("no open decision " + id);
    }
    return example;
  }

  @Override
  public void close() {
    learner.close();
  }
}
