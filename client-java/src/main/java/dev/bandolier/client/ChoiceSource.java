package dev.bandolier.client;

/** Where a choice came from. */
public enum ChoiceSource {
  /** The campaign's policy, or the even draw while its switch says so. */
  POLICY,
  /** The holdout. */
  HOLDOUT,
  /** The campaign's default arms. */
  DEFAULT,
  /** The caller: the campaign is in shadow mode. */
  SHADOW,
  /** The caller's own fallback: the server did not answer in time. */
  FALLBACK,
  /** One that this client is too old to know. */
  OTHER
}
