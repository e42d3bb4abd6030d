package dev.bandolier.server.journal;

import java.io.IOException;
import java.util.List;

/**
 * The files of one journal: the seam at which a test can lose what was not forced.
 *
 * <p>What a file is created with is on disk when that returns; that it appeared, or disappeared, is once
 * {@link #forceNames} has returned. Safe from any thread, one per name.
 */
interface JournalFiles {

  List<String> names() throws IOException;

  /**
   * Creates a file of {@code size} bytes that are all really allocated: {@code head}, then zeros.
   * The file appears under its name only when it is whole.
   */
  JournalFile create(String name, int size, byte[] head) throws IOException;

  /** Opens a file as long as it is. */
  JournalFile open(String name) throws IOException;

  /** Opens a file after appending zeros up to {@code size} bytes. */
  JournalFile extend(String name, int size) throws IOException;

  void delete(String name) throws IOException;

  /** Returns when all that was created and deleted before is so after a power loss, too. */
  void forceNames() throws IOException;

  /** Returns how many bytes new files may take. */
  long usableSpace() throws IOException;
}
