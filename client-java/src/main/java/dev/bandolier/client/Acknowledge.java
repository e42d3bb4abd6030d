package dev.bandolier.client;

/** When the server shall acknowledge what it was told. */
public enum Acknowledge {
  /** Once it is folded: the acknowledgement names its fate. */
  FOLDED,
  /** Once it is in the journal: the acknowledgement says {@link Fate#RECORDED}. */
  RECORDED
}
