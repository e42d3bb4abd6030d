package dev.bandolier.client;

/** How a campaign decides now. */
public enum ServingMode {
  /** The policy decides and learns. */
  ONLINE,
  /** The policy decides from posteriors that do not move. */
  FROZEN,
  /** Every eligible arm has the same probability. */
  UNIFORM,
  /** Every slot serves its default arm. */
  DEFAULT_ARM,
  /** The caller chooses, and says what and with what probability; the policy learns from it. */
  SHADOW,
  /** One that this client is too old to know. */
  OTHER
}
