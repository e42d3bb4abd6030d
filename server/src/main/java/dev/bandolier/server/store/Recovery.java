package dev.bandolier.server.store;

/** What was found when the store was opened. */
public sealed interface Recovery {
  /** Nothing was there: an empty store was made. */
  record Fresh() implements Recovery {}

  /** Closed properly: everything is as it was left. */
  record Clean() implements Recovery {}

  /**
   * The process was killed: everything is as after the last whole step.
   *
   * @param reverted blocks that went back to their state before the unfinished step
   * @param freed blocks allocated in the unfinished step and now free again
   */
  record AfterKill(int reverted, int freed) implements Recovery {}

  /**
   * What is there cannot be trusted. The store serves nothing until {@link BlockStore#reset}, and
   * then everything has to be derived from the journal again.
   *
   * @param reason one line for the operator
   */
  record RebuildNeeded(String reason) implements Recovery {}
}
