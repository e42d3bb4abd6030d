package dev.bandolier.client;

/** What may become of an outcome, an activation, a censoring or a retraction. */
public enum Fate {
  /** It is in the journal; its fate is not known yet. */
  RECORDED,
  /** It counts. */
  ACCEPTED,
  /** Its decision, or its decision's activation, is not known yet: it is kept for it. */
  HELD,
  /** The same was there before. */
  DUPLICATE,
  /** After its window. */
  LATE,
  /** Before the decision was shown, by its own time. */
  EARLY,
  /** No such decision: never made, answered while the ledger was full, or forgotten; or its token is missing. */
  UNKNOWN_DECISION,
  /** It does not fit its decision or its campaign. */
  INVALID,
  /** A machine caused it and the rule ignores those. */
  IGNORED,
  /** Its slot is censored: it teaches nothing. */
  CENSORED,
  /** There was no such outcome to retract or to replace. */
  UNKNOWN_OUTCOME,
  /** Its decision has as many outcomes as one may have, or the ledger has no room for it. */
  LIMIT,
  /** Its decision is not tracked, by the campaign's share. */
  UNTRACKED,
  /** One that this client is too old to know. */
  OTHER
}
