package dev.bandolier.server.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of one file as memory; what was written is on disk only after {@link #force}. */
interface JournalFile {

  /** Returns the whole file, little-endian, shared by all callers: use absolute access only. */
  ByteBuffer memory();

  /** Returns when the given bytes are on disk. Safe from any thread. */
  void force(int from, int length) throws IOException;

  /** Returns a number that a copy of the file does not have, 0 where the file system has none. */
  default long identity() {
    return 0;
  }
}
