package dev.bandolier.server.journal;

import java.io.IOException;

/**
 * A record that was synced is not whole any more, which no crash explains; nothing was changed.
 *
 * <p>The message names the file, the position and what is wrong there.
 */
public final class JournalDamagedException extends IOException {

  private static final long serialVersionUID = 1;

  private final String file;
  private final long position;

  JournalDamagedException(String file, long position, String reason) {
    super("journal file %s is damaged at position %d: %s".formatted(file, position, reason));
    this.file = file;
    this.position = position;
  }

  /** Returns the name of the damaged file within the journal's directory. */
  public String file() {
    return file;
  }

  /** Returns the journal position of the first record that is not whole. */
  public long position() {
    return position;
  }
}
