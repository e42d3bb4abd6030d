package dev.bandolier.server.export;

/**
 * A feature as a column.
 *
 * @param feature its name
 * @param kind what its values are
 */
public record ContextColumn(String feature, Kind kind) {

  /** Kinds of values. */
  public enum Kind {
    /** Words. */
    TEXT,
    /** Numbers. */
    NUMBER,
    /** True or false. */
    FLAG
  }
}
