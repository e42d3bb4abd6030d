package dev.bandolier.server.learn;

/** Sees decisions that are remembered for a while only. */
@FunctionalInterface
public interface PassingVisitor {

  /**
   * One decision.
   *
   * @param time when it was made, epoch milliseconds
   * @param period how long after that its id is remembered, milliseconds
   */
  void visit(long keyHi, long keyLo, long position, long time, long period);
}
