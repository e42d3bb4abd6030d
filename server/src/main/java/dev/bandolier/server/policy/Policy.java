package dev.bandolier.server.policy;

/**
 * How estimates become probabilities. Implementations are immutable, deterministic to the last bit
 * on every machine, allocate nothing, and may be shared by threads; the estimates may not.
 */
public interface Policy {
  /**
   * Whether it asks what the arms are believed to yield in the context; else it is told how often each was
   * pulled, and their plain mean.
   */
  default boolean usesContext() {
    return true;
  }

  /** Whether what the arms are believed to yield is asked for, and was learned, in logits. */
  default boolean usesLogits() {
    return false;
  }

  /** Whether it uses what is known about the arms themselves, in {@link Estimates#shared}. */
  default boolean usesArmFeatures() {
    return false;
  }

  /**
   * Writes the probability of every arm, before any floor.
   *
   * @param estimates of at least one arm
   * @param pmf receives the probabilities at the arms' indices: at least 0, sum 1 up to rounding;
   *     entries beyond the arms are left alone
   */
  void probabilities(Estimates estimates, double[] pmf);
}
