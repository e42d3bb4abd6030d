package dev.bandolier.server.learn;

/** The states of one slot and position of a decision. The numbers are part of the ledger's format. */
public enum PartState {
  /** Deferred, and not activated yet. */
  WAITING(0),
  /** Shown; its window is open. */
  OPEN(1),
  /** Closed with the reward of its outcomes. */
  REWARDED(2),
  /** Closed with the default reward. */
  DEFAULTED(3),
  /** Never shown, replaced, or unknowable. */
  CENSORED(4);

  private static final PartState[] BY_NUMBER = {WAITING, OPEN, REWARDED, DEFAULTED, CENSORED};

  private final int number;

  PartState(int number) {
    this.number = number;
  }

  /** The number that stands for it in the ledger. */
  public int number() {
    return number;
  }

  /** The state that a number stands for. */
  public static PartState of(int number) {
    return BY_NUMBER[number];
  }

  /** Whether its window is closed and its reward counts. */
  public boolean isClosed() {
    return this == REWARDED || this == DEFAULTED;
  }
}
