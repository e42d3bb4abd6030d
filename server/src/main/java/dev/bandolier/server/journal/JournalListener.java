package dev.bandolier.server.journal;

/** Hears what an operator or a meter may want to know; called rarely, never per append. */
public interface JournalListener {

  /** Hears nothing. */
  JournalListener NONE = new JournalListener() {};

  /** Bytes up to {@code position} were forced to disk, in {@code nanos}. On the syncing thread. */
  default void synced(long position, long bytes, long nanos) {}

  /** A new segment, starting at {@code position}, was taken into use. On an appender's thread. */
  default void rolled(long position) {}

  /** Opening kept {@code bytes} of a torn tail aside in {@code file} and cut there. */
  default void torn(String file, long position, long bytes) {}

  /** Opening found a copy that was made while the original was in use, and lacks its latest records. */
  default void curtailed(long end, long originalEnd) {}

  /** Opening found a record that was claimed by a killed process and never finished. */
  default void aborted(long position) {}

  /** Segments before {@code position} were deleted. */
  default void retired(long position) {}

  /** The disk is below its watermark, or a segment would bring it there. Said once until it is over. */
  default void starved(long usableBytes) {}

  /** It is above it again. */
  default void recovered() {}

  /** A segment could not be made; tried again. On the preparing thread. */
  default void prepareFailed(Exception cause) {}

  /** The disk failed a sync; nothing is accepted any more. On the syncing thread. */
  default void broken(Exception cause) {}
}
