package dev.bandolier.server.journal;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/** A journal's files in memory, which a test damages or takes the power from. */
public final class FaultyDisk {

  private final LossyFiles files;

  /** An empty one. */
  public FaultyDisk() {
    this(new LossyFiles());
  }

  private FaultyDisk(LossyFiles files) {
    this.files = files;
  }

  /** Opens the journal on it. */
  public Journal open(JournalConfig config, LongSupplier wall, LongSupplier nanos)
      throws IOException {
    return Journal.open(files, config, wall, nanos, JournalListener.NONE);
  }

  /** What a power loss may leave of it now; this one stays as it is. */
  public FaultyDisk afterPowerLoss(SplittableRandom random) {
    return new FaultyDisk(files.afterPowerLoss(random));
  }

  /** What a killed process leaves of it now. */
  public FaultyDisk copy() throws IOException {
    LossyFiles copy = new LossyFiles();
    for (String each : files.names()) {
      copy.with(each, read(each));
    }
    return new FaultyDisk(copy);
  }

  /** A copy with one file replaced. */
  public FaultyDisk with(String name, byte[] bytes) throws IOException {
    FaultyDisk copy = copy();
    copy.files.with(name, bytes);
    return copy;
  }

  /** The bytes of a file as they are in memory. */
  public byte[] read(String name) {
    byte[] bytes = new byte[files.open(name).memory().capacity()];
    files.open(name).memory().get(0, bytes);
    return bytes;
  }

  /** The names of the files. */
  public List<String> names() {
    return files.names();
  }
}
