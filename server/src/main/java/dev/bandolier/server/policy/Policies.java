package dev.bandolier.server.policy;

import dev.bandolier.v1.PolicyType;

/** Which policy a definition's words mean. */
public final class Policies {

  private Policies() {}

  /**
   * The policy of a type; {@code POLICY_TYPE_FIXED} shares evenly here, since a fixed choice asks no policy.
   *
   * @param exploration the type's own setting: a width, a rate or a share, from 0
   * @param least the least reward that a decision can bring
   * @param greatest the greatest one
   */
  public static Policy of(PolicyType type, double exploration, double least, double greatest) {
    return switch (type) {
      case POLICY_TYPE_HYBRID_THOMPSON -> new HybridThompson(exploration);
      case POLICY_TYPE_LOGISTIC_THOMPSON -> new LogisticThompson(exploration);
      case POLICY_TYPE_LIN_UCB -> new LinUcb(exploration);
      case POLICY_TYPE_SQUARE_CB -> new SquareCb(exploration, least, greatest);
      case POLICY_TYPE_EPSILON_GREEDY -> new EpsilonGreedy(exploration);
      case POLICY_TYPE_GREEDY -> new EpsilonGreedy(0);
      case POLICY_TYPE_BETA_THOMPSON -> new BetaThompson(least, greatest);
      case POLICY_TYPE_UCB1 -> new Ucb1(exploration, least, greatest);
      case POLICY_TYPE_UNIFORM, POLICY_TYPE_FIXED -> new UniformPolicy();
      case POLICY_TYPE_LINEAR_THOMPSON, POLICY_TYPE_UNSPECIFIED, UNRECOGNIZED ->
          new LinearThompson(exploration);
    };
  }
}
