package dev.bandolier.server.evaluate;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What became of decisions, written in the order in which that was known, and read in the order of the decisions: an external merge sort.
 * {@value #BUFFER} decisions are held in memory, the others in sorted runs in a directory. One thread.
 */
public final class RewardLog {

  /** Stands for the reward of a part whose window is still open. */
  public static final double OPEN = Double.POSITIVE_INFINITY;

  /** Stands for the reward of a part that was censored. */
  public static final double CENSORED = Double.NaN;

  private static final int BUFFER = 1 << 18;
  private static final int RUN_BYTES = 1 << 14;

  private final Path directory;
  private final List<Path> runs = new ArrayList<>();
  private final List<Entry> buffer = new ArrayList<>();
  private long count;

  /** What became of one decision. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Entry(long position, double[] rewards) {}

  /**
   * An empty log.
   *
   * @param directory where runs are put; the one who made it deletes it
   */
  public RewardLog(Path directory) {
    this.directory = directory;
  }

  /**
   * Takes note of a decision, each at most once.
   *
   * @param position where it stands in the journal
   * @param rewards by part; or {@link #OPEN}, or {@link #CENSORED}
   * @throws IOException if a run cannot be written
   */
  public void add(long position, double[] rewards) throws IOException {
    buffer.add(new Entry(position, rewards));
    count++;
    if (buffer.size() == BUFFER) {
      spill();
    }
  }

  /** How many decisions there are. */
  public long count() {
    return count;
  }

  private void spill() throws IOException {
    sort();
    Path run = Files.createTempFile(directory, "rewards-", ".run");
    runs.add(run);
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(run), RUN_BYTES))) {
      for (Entry entry : buffer) {
        out.writeLong(entry.position());
        out.writeInt(entry.rewards().length);
        for (double reward : entry.rewards()) {
          out.writeDouble(reward);
        }
      }
    }
    buffer.clear();
  }

  private void sort() {
    buffer.sort(Comparator.comparingLong(Entry::position));
  }

  /**
   * Reads it from the beginning; nothing is added meanwhile.
   *
   * @throws IOException if a run cannot be read
   */
  public Reader read() throws IOException {
    sort();
    Reader reader = new Reader();
    try {
      reader.add(new Run(buffer.iterator()::next, buffer.size(), null));
      for (Path run : runs) {
        DataInputStream in =
            new DataInputStream(new BufferedInputStream(Files.newInputStream(run), RUN_BYTES));
        reader.add(new Run(() -> next(in), Long.MAX_VALUE, in));
      }
      return reader;
    } catch (IOException e) {
      reader.close();
      throw e;
    }
  }

  private static @Nullable Entry next(DataInputStream in) throws IOException {
    long position;
    try {
      position = in.readLong();
    } catch (EOFException end) {
      return null;
    }
    double[] rewards = new double[in.readInt()];
    for (int i = 0; i < rewards.length; i++) {
      rewards[i] = in.readDouble();
    }
    return new Entry(position, rewards);
  }

  /** Where a run's entries come from; null at the end. */
  @FunctionalInterface
  private interface Source {
    @Nullable Entry next() throws IOException;
  }

  /** A sorted run and its next entry. */
  private static final class Run implements AutoCloseable {

    private final Source source;
    private final @Nullable DataInputStream file;
    private long left;
    private @Nullable Entry head;

    Run(Source source, long entries, @Nullable DataInputStream file) throws IOException {
      this.source = source;
      this.left = entries;
      this.file = file;
      advance();
    }

    void advance() throws IOException {
      head = left-- > 0 ? source.next() : null;
    }

    long position() {
      return head == null ? Long.MAX_VALUE : head.position();
    }

    @Override
    public void close() throws IOException {
      if (file != null) {
        file.close();
      }
    }
  }

  /** Reads a log in the order of the decisions. One thread. */
  public static final class Reader implements AutoCloseable {

    private final PriorityQueue<Run> runs =
        new PriorityQueue<>(Comparator.comparingLong(Run::position));
    private final List<Run> all = new ArrayList<>();

    private Reader() {}

    private void add(Run run) {
      runs.add(run);
      all.add(run);
    }

    /**
     * What became of the decision at a position; positions are asked for in ascending order.
     *
     * @return null if the log does not have it
     * @throws IOException if a run cannot be read
     */
    public double @Nullable [] seek(long position) throws IOException {
      Run first = runs.element();
      while (first.position() < position) {
        runs.remove();
        first.advance();
        runs.add(first);
        first = runs.element();
      }
      Entry head = first.head;
      return head != null && head.position() == position ? head.rewards() : null;
    }

    @Override
    public void close() throws IOException {
      for (Run run : all) {
        run.close();
      }
    }
  }
}
