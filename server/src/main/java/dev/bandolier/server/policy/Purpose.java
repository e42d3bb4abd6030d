package dev.bandolier.server.policy;

/** What a keyed number is for; numbers of different purposes are independent. The codes are for ever. */
public enum Purpose {
  /** Whether a unit, or a decision without one, belongs to the holdout. */
  HOLDOUT(1),
  /** Which arm is drawn at a position of a slot. */
  ARM(2),
  /** Whether a decision is tracked. */
  TRACKING(3),
  /** Which arm the holdout gets at a position of a slot. */
  HOLDOUT_ARM(4),
  /** Draws of the parameters that the arms of a slot share; the position counts the numbers. */
  SHARED(5),
  /** Whether candidates are compared on a decision where there are too many. */
  COMPARED(6);

  private final int code;

  Purpose(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
