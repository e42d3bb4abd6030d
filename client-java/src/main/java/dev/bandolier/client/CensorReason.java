package dev.bandolier.client;

/** Why a decision teaches nothing. */
public enum CensorReason {
  /** Nobody saw it. */
  NOT_SHOWN,
  /** The caller showed something else. */
  REPLACED,
  /** It cannot be known what was shown or what came of it. */
  UNKNOWABLE
}
