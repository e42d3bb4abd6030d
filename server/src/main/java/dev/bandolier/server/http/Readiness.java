package dev.bandolier.server.http;

/** Whether requests may be sent here. */
public enum Readiness {
  /** Not yet: what was journalled is being folded. */
  RECOVERING,
  /** Yes. */
  READY,
  /** Not any more. */
  STOPPING
}
