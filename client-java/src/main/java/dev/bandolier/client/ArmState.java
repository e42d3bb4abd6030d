package dev.bandolier.client;

/** Whether an arm may be chosen. */
public enum ArmState {
  /** May be chosen. */
  ACTIVE,
  /** Still learns from outcomes; is not chosen. */
  PAUSED,
  /** Never chosen again; its id is not used again. */
  RETIRED,
  /** One that this client is too old to know. */
  OTHER
}
