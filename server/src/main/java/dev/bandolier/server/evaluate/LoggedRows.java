package dev.bandolier.server.evaluate;

import java.io.IOException;

/** The closed decisions of one campaign, which can be read as often as needed, one at a time; the vectors of a slot mean the same in all of them. One thread. */
public interface LoggedRows {

  /** Hears the rows in the order of their decisions. */
  interface Visitor {

    /**
     * The next row; it may be kept.
     *
     * @return whether to go on
     */
    boolean row(LoggedRow row);

    /** A decision was left out whose rewards are not known yet: at a later look it may be a row. */
    default void open() {}
  }

  /** How many rows there are, at most. */
  long count();

  /**
   * Reads them all, or until the visitor has enough.
   *
   * @throws IOException if the log cannot be read
   */
  void forEach(Visitor visitor) throws IOException;
}
