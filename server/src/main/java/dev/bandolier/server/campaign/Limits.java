package dev.bandolier.server.campaign;

/**
 * How large campaigns may grow.
 *
 * @param maxCampaigns campaigns on this server
 * @param maxDimension entries of a slot's vector, the intercept included
 * @param maxArms arms of a slot, retired ones included
 * @param maxRules reward rules of a campaign
 * @param maxDefinitionBytes a whole campaign, encoded
 */
public record Limits(
    int maxCampaigns, int maxDimension, int maxArms, int maxRules, int maxDefinitionBytes) {

  /** The limits of a server that is not configured otherwise. */
  public static final Limits DEFAULT = new Limits(1000, 512, 10_000, 64, 4 << 20);

  /** Slots of a campaign. Fixed, since a rule keeps the slots that it credits in a mask. */
  static final int MAX_SLOTS = 16;

  /** Bytes of an arm's payload. */
  static final int MAX_PAYLOAD_BYTES = 16 << 10;

  /** Bytes of a display name. */
  static final int MAX_DISPLAY_NAME_BYTES = 200;

  /** Features of one arm. */
  static final int MAX_ARM_FEATURES = 64;

  /** Arms of a slot whose policy learns what they share: each of its decisions takes 32 integrals over them. */
  static final int MAX_HYBRID_ARMS = 1000;

  /** Tags of one arm, or required by one request. */
  public static final int MAX_TAGS = 32;

  /** What a candidate's own posteriors may take: they have to fit a fact beside the definition. */
  static final long MAX_CANDIDATE_BYTES = 3L << 20;

  /** Candidates beside what serves. */
  public static final int MAX_CANDIDATES = 4;

  /** Bytes of a caller's name in the history. */
  public static final int MAX_REQUESTER_BYTES = 200;

  /** Own indexes of a categorical feature. */
  static final int MAX_VALUES = 256;

  /** Bytes of a categorical value. */
  public static final int MAX_VALUE_BYTES = 256;

  /** The longest period that is encoded one-hot. */
  static final int MAX_ONE_HOT_PERIOD = 48;

  /** The shortest time between two scheduled snapshots. */
  static final long LEAST_SNAPSHOT_MILLIS = 60_000;

  /** Scheduled snapshots that a campaign keeps. */
  static final int MAX_SNAPSHOTS_KEPT = 1000;

  /** The longest window, grace or memory. */
  static final long MAX_MILLIS = 400L * 24 * 3600 * 1000;

  /** The shortest half-life. */
  static final long LEAST_HALF_LIFE_MILLIS = 60_000;

  /** The longest half-life: ten years. */
  static final long MAX_HALF_LIFE_MILLIS = 3650L * 24 * 3600 * 1000;

  /** The shortest half-life in decisions. */
  static final long LEAST_HALF_LIFE_DECISIONS = 1000;

  /** Decisions of a half-life for each arm of a slot: so that an arm fades at most once a decision. */
  static final int LEAST_DECISIONS_AN_ARM = 32;

  /** The longest half-life in decisions. */
  static final long MAX_HALF_LIFE_DECISIONS = 1_000_000_000_000L;

  /** The greatest magnitude of a reward: its square still adds up without overflow. */
  static final double MAX_REWARD = 1e12;

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public Limits {
    positive("maxCampaigns", maxCampaigns);
    positive("maxDimension", maxDimension);
    positive("maxArms", maxArms);
    positive("maxRules", maxRules);
    positive("maxDefinitionBytes", maxDefinitionBytes);
  }

  /** These limits with another dimension. */
  public Limits withMaxDimension(int dimension) {
    return new Limits(maxCampaigns, dimension, maxArms, maxRules, maxDefinitionBytes);
  }

  /** These limits with another number of campaigns. */
  public Limits withMaxCampaigns(int campaigns) {
    return new Limits(campaigns, maxDimension, maxArms, maxRules, maxDefinitionBytes);
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, not " + value);
    }
  }
}
