package dev.bandolier.loadtest.chaos;

/**
 * How the server keeps a campaign's decisions: with entries in its ledger, or by tokens.
 *
 * @param tokens whether answers carry tokens; ids are then remembered for a day
 * @param rememberMillis how long a settled decision is remembered; 0: as long as the server likes
 */
record Keeping(boolean tokens, long rememberMillis) {

  /** For longer than a siege. */
  static final Keeping LONG = new Keeping(false, 0);

  /** Not in the ledger before anything is reported. */
  static final Keeping BY_TOKEN = new Keeping(true, 0);

  /** For longer than any start of the server takes, so that what was not answered can be asked again. */
  static final Keeping BRIEFLY = new Keeping(false, 180_000);

  /** Whether a decision of such an age is certainly remembered, also while it is being asked for. */
  boolean holds(long ageMillis) {
    return rememberMillis == 0 || ageMillis < rememberMillis / 2;
  }

  /** Whether a decision of such an age may be forgotten. */
  boolean mayForget(long ageMillis) {
    return rememberMillis > 0 && ageMillis >= rememberMillis;
  }
}
