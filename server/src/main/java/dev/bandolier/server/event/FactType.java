package dev.bandolier.server.event;

/** The journal's record types; a number once given is never used for anything else. */
public final class FactType {

  /** {@link CampaignChanged}. */
  public static final byte CAMPAIGN_CHANGED = 1;

  /** {@link ValueSeen}. */
  public static final byte VALUE_SEEN = 2;

  /** {@link DecisionMade}. */
  public static final byte DECISION_MADE = 3;

  /** {@link OutcomeSeen}. */
  public static final byte OUTCOME_SEEN = 4;

  /** {@link Activated}. */
  public static final byte ACTIVATED = 5;

  /** {@link Censored}. */
  public static final byte CENSORED = 6;

  /** {@link Retracted}. */
  public static final byte RETRACTED = 7;

  /** {@link Answered}. */
  public static final byte ANSWERED = 8;

  /** {@link FeedCompleted}. */
  public static final byte FEED_COMPLETED = 9;

  /** {@link TimePassed}. */
  public static final byte TIME_PASSED = 10;

  /** {@link ExpiryHeld}. */
  public static final byte EXPIRY_HELD = 11;

  /** {@link Faded}. */
  public static final byte FADED = 12;

  /** {@link DecisionImported}. */
  public static final byte DECISION_IMPORTED = 18;

  /** {@link ImportMarked}. */
  public static final byte IMPORT_MARKED = 19;

  /** {@link WithToken}. */
  public static final byte WITH_TOKEN = 17;

  /** {@link SnapshotTaken}. */
  public static final byte SNAPSHOT_TAKEN = 20;

  /** {@link SnapshotImported}. */
  public static final byte SNAPSHOT_IMPORTED = 21;

  /** {@link SnapshotDeleted}. */
  public static final byte SNAPSHOT_DELETED = 22;

  /** {@link RolledBack}. */
  public static final byte ROLLED_BACK = 23;

  private FactType() {}
}
