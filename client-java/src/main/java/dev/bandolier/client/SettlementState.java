package dev.bandolier.client;

/** The states of the ledger. */
public enum SettlementState {
  /** Deferred, and not activated yet. */
  WAITING,
  /** Shown; its windows are open. */
  OPEN,
  /** Closed with the reward of its outcomes. */
  REWARDED,
  /** Closed with the default reward. */
  DEFAULTED,
  /** Never shown, replaced, or unknowable: it teaches nothing. */
  CENSORED,
  /** One that this client is too old to know. */
  OTHER
}
