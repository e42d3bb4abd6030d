package dev.bandolier.server.journal;

/** Records in the order of their positions, to be read back from any of them. Any thread. */
public interface RecordSource {

  /**
   * Follows the records from a position on.
   *
   * @param position of a record, or behind one; 0 for the beginning
   * @throws IllegalArgumentException if no record starts there, or it was retired
   */
  JournalReader read(long position);

  /** Follows the records as {@link #read} does, and checks every record's checksum. */
  JournalReader readChecked(long position);

  /**
   * Moves the view to the record at a position, its checksum unchecked. Takes no lock.
   *
   * @return false when no whole record of a caller's lies there, or it was retired
   */
  boolean readAt(long position, RecordView view);

  /** Returns whether no record was ever retired. */
  boolean isWhole();

  /** Returns the position of the oldest record that is kept. */
  long firstPosition();

  /** Returns the position behind the last record; a record before it may be unfinished. */
  long endPosition();
}
