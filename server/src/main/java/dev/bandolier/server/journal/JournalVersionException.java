package dev.bandolier.server.journal;

import java.io.IOException;

/** The journal was written in a format newer than this program's; nothing of it was changed. */
public final class JournalVersionException extends IOException {

  private static final long serialVersionUID = 1;

  private JournalVersionException(String file, int found, int known) {
    super(
        "journal file %s has format version %d; this program knows versions up to %d"
            .formatted(file, found, known));
  }

  static void check(String file, int found, int known) throws JournalVersionException {
    if (found > known) {
      throw new JournalVersionException(file, found, known);
    }
  }
}
