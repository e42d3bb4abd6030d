package dev.bandolier.server.event;

/** A fact about one decision. */
public sealed interface DecisionFact extends Fact
    permits OutcomeSeen, Activated, Censored, Retracted, Answered, WithToken {

  /** The decision's id. */
  String decisionId();
}
