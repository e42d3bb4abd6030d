package dev.bandolier.server.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A journal of its own for a benchmark, with its defaults, below the system's temporary directory;
 * deleted when it is closed. One thread calls its methods.
 */
public final class MeasuredJournal implements AutoCloseable {

  private final Path directory;
  private final Journal journal;

  /** Makes an empty one. */
  public MeasuredJournal() throws IOException {
    directory = Files.createTempDirectory("bandolier-jmh");
    journal =
        Journal.open(
            directory,
            JournalConfig.DEFAULTS,
            System::currentTimeMillis,
            System::nanoTime,
            JournalListener.NONE);
  }

  /** The journal. */
  public Journal journal() {
    return journal;
  }

  /** Deletes what is in it, so that it does not fill the disk. */
  public void retire() throws IOException {
    journal.whenDurable(journal.append((byte) 1, java.nio.ByteBuffer.allocate(8))).join();
    journal.retireBefore(journal.endPosition());
  }

  @Override
  public void close() throws IOException {
    journal.close();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(MeasuredJournal::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
