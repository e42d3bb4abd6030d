package dev.bandolier.server.journal;

/** What a record survives before whoever wrote it is answered. */
public enum Durability {
  /** The death of the process: it is in memory that the system writes back by itself. */
  PROCESS,
  /** A power loss: it is on disk. */
  POWER
}
