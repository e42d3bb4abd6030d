package dev.bandolier.server.evaluate;

/** Bytes that an evaluation's posteriors may take. One thread. */
final class MemoryBudget {

  private final long limit;
  private long left;

  MemoryBudget(long bytes) {
    this.limit = bytes;
    this.left = bytes;
  }

  /**
   * Takes some.
   *
   * @throws EvaluationException if there is not that much left
   */
  void take(long bytes) {
    left -= bytes;
    if (left < 0) {
      throw new EvaluationException(
          "the arms' posteriors would take more than the %,d MiB that an evaluation may use; give the program more memory (-Xmx)"
              .formatted(limit >> 20));
    }
  }
}
