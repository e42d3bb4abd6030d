package dev.bandolier.server.evaluate;

/** Which value of a policy that learns is meant. */
public enum ValueOf {
  /** Of the policy as it stands after the earlier rows, learning no more, over the later ones. */
  FROZEN,

  /** Of the policy while it learns from what it does itself, over as many rounds as the log can stand for. */
  OWN_RUN
}
