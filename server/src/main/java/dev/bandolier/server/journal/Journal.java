package dev.bandolier.server.journal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A segmented log of opaque records: the order of facts, and the truth about them.
 *
 * <p>Positions are bytes since the journal's beginning, above 0 and growing; they survive restarts
 * and the deletion of old segments.
 *
 * <p>Ordering: a record that was appended before another append began has the smaller position.
 * Atomicity: a record is seen whole or not at all. Durability: once {@link #append} has returned a
 * position the record survives the death of the process; once {@link #whenDurable} has completed it
 * survives a power loss. An append claims its place by one compare-and-set of a length word in the
 * mapped file, so a process killed in the middle leaves a hole of known length, which the next
 * opening turns into a record that nobody is shown, and nothing behind it is lost.
 *
 * <p>Any thread may call any method but {@link #close}, which is called once. The directory must not
 * be in use by another journal: the caller locks it.
 */
public final class Journal implements RecordSource, AutoCloseable {

  /** Result of an append below the disk's watermark, or for which no segment was ready in time. */
  public static final long FULL = -1;

  /** Result of an append to a closed journal. */
  public static final long CLOSED = -2;

  /** Result of an append after the disk failed a sync. */
  public static final long BROKEN = -3;

  private static final CompletableFuture<@Nullable Void> KEPT =
      CompletableFuture.completedFuture(null);

  private final JournalConfig config;
  private final JournalOpening opening;
  private final JournalClock clock;
  private final Preparer preparer;
  private final SegmentChain chain;
  private final Syncer syncer;
  private final Appender appender;
  private final Refusals refusals = new Refusals();

  private Journal(
      JournalFiles files,
      JournalConfig config,
      LongSupplier wallMillis,
      LongSupplier nanoTime,
      JournalListener listener)
      throws IOException {
    Recovery.Recovered found = new Recovery(files, config, listener).run(wallMillis.getAsLong());
    Segment last = found.segments().get(found.segments().size() - 1);
    Segment spare = found.spare();
    long nextBase = spare == null ? last.header().end() : spare.header().end();
    this.config = config;
    this.opening = found.opening();
    this.clock = new JournalClock(wallMillis, nanoTime, opening.lastTime());
    this.preparer = new Preparer(files, config, listener, spare, nextBase, refusals::full);
    this.chain = new SegmentChain(found.segments(), files, preparer, clock, listener);
    this.appender = new Appender(config.payloadLimit(), chain, clock, refusals);
    this.syncer =
        new Syncer(
            last, last.tail(), found.mark(), config.syncEvery(), listener, e -> fail(e, listener));
  }

  private void fail(Exception cause, JournalListener listener) {
    refusals.broken();
    listener.broken(cause);
  }

  /**
   * Opens the journal in a directory, or makes an empty one; repairs what a crash left.
   *
   * @param wallMillis wall clock, epoch milliseconds
   * @param nanoTime steady clock, nanoseconds from any origin
   * @throws JournalVersionException if a newer version wrote it; nothing is changed
   * @throws JournalDamagedException if what was synced is not whole; nothing is changed
   */
  public static Journal open(
      Path directory,
      JournalConfig config,
      LongSupplier wallMillis,
      LongSupplier nanoTime,
      JournalListener listener)
      throws IOException {
    Files.createDirectories(directory);
    return open(new MappedFiles(directory), config, wallMillis, nanoTime, listener);
  }

  static Journal open(
      JournalFiles files,
      JournalConfig config,
      LongSupplier wallMillis,
      LongSupplier nanoTime,
      JournalListener listener)
      throws IOException {
    Journal journal = new Journal(files, config, wallMillis, nanoTime, listener);
    journal.preparer.start();
    journal.syncer.start();
    return journal;
  }

  /**
   * Appends a record of payload version 0.
   *
   * @see #append(byte, byte, ByteBuffer)
   */
  public long append(byte type, ByteBuffer payload) {
    return append(type, (byte) 0, payload);
  }

  /**
   * Appends one record. Takes no lock and allocates nothing, except where a segment ends and for
   * payloads above 64 KiB; waits at most {@link JournalConfig#rollWait} where the next segment is
   * late.
   *
   * @param type what the record is, above 0
   * @param version of the payload's encoding
   * @param payload bytes from its position to its limit, which both stay; at most {@link
   *     JournalConfig#payloadLimit}
   * @return the record's position, or {@link #FULL}, {@link #CLOSED} or {@link #BROKEN}, and then
   *     nothing was appended
   */
  public long append(byte type, byte version, ByteBuffer payload) {
    return appender.append(type, version, payload);
  }

  /**
   * Appends a record of payload version 0 also below the disk's watermark, as long as the segments that
   * are there have room: for what takes back something that was written above it.
   *
   * @see #append(byte, byte, ByteBuffer)
   */
  public long appendInReserve(byte type, ByteBuffer payload) {
    return appender.appendInReserve(type, payload);
  }

  /** The most bytes that a payload may have. */
  public int payloadLimit() {
    return config.payloadLimit();
  }

  /**
   * Asks for the record at the position to be forced to disk, with everything before it.
   *
   * @param position a position that {@link #append} returned
   * @return completes on the syncing thread, which must not be kept; exceptionally when the disk
   *     failed
   */
  public CompletableFuture<@Nullable Void> whenDurable(long position) {
    if (position <= 0 || position >= endPosition()) {
      throw new IllegalArgumentException("no record at position " + position);
    }
    return syncer.whenDurable(position);
  }

  /**
   * Tells when the record at the position is as safe as wanted: as {@link #whenDurable}, or at once.
   */
  public CompletableFuture<@Nullable Void> whenKept(long position, Durability durability) {
    return durability == Durability.POWER ? whenDurable(position) : KEPT;
  }

  @Override
  public JournalReader read(long position) {
    return chain.read(position, false);
  }

  @Override
  public JournalReader readChecked(long position) {
    return chain.read(position, true);
  }

  @Override
  public boolean readAt(long position, RecordView view) {
    Segment segment = chain.at(position);
    if (segment == null || (position & 7) != 0) {
      return false;
    }
    int offset = (int) (position - segment.base());
    return segment.show(offset, view);
  }

  /**
   * Deletes segments of which every record lies before the position and is on disk.
   *
   * @throws IOException if a file could not be deleted
   */
  public void retireBefore(long position) throws IOException {
    chain.retireBefore(Math.min(position, syncer.synced() - SegmentHeader.BYTES));
  }

  /**
   * Returns a position to read from, at or before every record that is kept and was appended at that
   * time or later: the beginning of a segment.
   *
   * @param time journal time in epoch milliseconds
   */
  public long positionBefore(long time) {
    return chain.before(time).base() + SegmentHeader.BYTES;
  }

  @Override
  public boolean isWhole() {
    return chain.first().base() == 0;
  }

  @Override
  public long firstPosition() {
    return chain.first().base() + SegmentHeader.BYTES;
  }

  @Override
  public long endPosition() {
    Segment last = chain.active();
    return last.base() + last.tail();
  }

  /** Returns the position before which everything is on disk. */
  public long syncedPosition() {
    return syncer.synced();
  }

  /** Returns journal time now: epoch milliseconds, never before the time of any record. */
  public long now() {
    return clock.getAsLong();
  }

  /** Returns the latest journal time given out, epoch milliseconds. */
  public long lastTime() {
    return clock.last();
  }

  /** Returns what opening found. */
  public JournalOpening opening() {
    return opening;
  }

  /** Returns how many bytes can be appended without a further segment. */
  public long readyBytes() {
    Segment last = chain.active();
    return last.header().size() - last.tail() + preparer.readyBytes();
  }

  /** Returns how many records were appended since the opening. */
  public long appends() {
    return appender.appends();
  }

  /** Returns how many bytes, headers included, were appended since the opening. */
  public long appendedBytes() {
    return endPosition() - opening.endPosition();
  }

  /** Returns how many appends were refused since the opening. */
  public long refusals() {
    return refusals.count();
  }

  /**
   * Refuses further appends, waits for those under way, syncs to the end and marks it clean. Readers
   * may go on.
   *
   * @throws IOException if the end is not on disk
   */
  @Override
  public void close() throws IOException {
    refusals.closed();
    chain.seal();
    try {
      preparer.stop();
      syncer.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while closing the journal");
    }
  }
}
