package dev.bandolier.server.journal;

import dev.bandolier.server.failpoint.Failpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Forces the journal to disk on a thread of its own; all who ask meanwhile share the next sync.
 *
 * <p>Group sync: a request that arrives during a sync is served by the next one, which covers
 * everything appended until it begins. Where many ask, syncs begin {@link #SPACING_NANOS} apart: each
 * writes whole pieces of a file, filled or not, and takes back the leave to write to them, so that more of
 * them cost more and answer hardly sooner. Only an unbroken run of finished records is ever counted as
 * synced. A failed sync is final, because the system may have dropped what it could not write.
 */
final class Syncer implements Runnable {

  /** From the beginning of one sync to that of the next. */
  static final long SPACING_NANOS = Duration.ofMillis(5).toNanos();

  /** As many may ask at once without waiting for others to join them. */
  static final int FEW = 4;

  private static final long UNFINISHED_PARK_NANOS = 10_000;
  private static final long STOP_NANOS = Duration.ofSeconds(10).toNanos();

  private record Waiter(long position, CompletableFuture<@Nullable Void> done) {}

  private final ConcurrentLinkedQueue<Waiter> waiters = new ConcurrentLinkedQueue<>();
  private final Cursor frontier;
  private final SyncMark mark;
  private final long intervalNanos;
  private final JournalListener listener;
  private final Consumer<Exception> onFailure;
  private final Thread thread = new Thread(this, "journal-sync");
  private List<Waiter> batch = List.of();
  private Segment forcedSegment;
  private int forcedOffset;
  private long earliestBegin = System.nanoTime();
  private volatile long synced;
  private volatile boolean idle;
  private volatile boolean stopping;
  private volatile @Nullable Exception ended;

  /**
   * @param segment where the journal ends, all before {@code offset} being on disk
   * @param interval of syncs that nobody asked for; zero for none
   * @param onFailure told once, before the waiters are
   */
  Syncer(
      Segment segment,
      int offset,
      SyncMark mark,
      Duration interval,
      JournalListener listener,
      Consumer<Exception> onFailure) {
    this.frontier = new Cursor(segment, offset);
    this.forcedSegment = segment;
    this.forcedOffset = offset;
    this.synced = frontier.position();
    this.mark = mark;
    this.intervalNanos = interval.isZero() ? Long.MAX_VALUE : interval.toNanos();
    this.listener = listener;
    this.onFailure = onFailure;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Returns the position before which everything is on disk. */
  long synced() {
    return synced;
  }

  /** Completes, on the syncing thread, once the record at the position is on disk. */
  CompletableFuture<@Nullable Void> whenDurable(long position) {
    CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    if (position < synced) {
      done.complete(null);
      return done;
    }
    waiters.add(new Waiter(position, done));
    if (idle) {
      LockSupport.unpark(thread);
    }
    Exception failure = ended;
    if (failure != null) {
      settle(drain(), failure);
    }
    return done;
  }

  @Override
  public void run() {
    try {
      while (!stopping) {
        batch = awaitBatch();
        gather(batch);
        reach(batch);
        sync();
        settle(batch, null);
      }
      finish();
    } catch (IOException | RuntimeException e) {
      fail(e);
    } catch (InternalError e) {
      fail(new IOException("a page of the journal could not be read", e));
    }
  }

  private List<Waiter> awaitBatch() {
    List<Waiter> asked = drain();
    if (asked.isEmpty()) {
      idle = true;
      if (waiters.isEmpty() && !stopping) {
        LockSupport.parkNanos(this, intervalNanos);
      }
      idle = false;
      asked = drain();
    }
    return asked;
  }

  /** Lets more join where many ask anyway; one caller at a time is never kept waiting. */
  private void gather(List<Waiter> asked) {
    long early = earliestBegin - System.nanoTime();
    while (asked.size() > FEW && early > 0 && !stopping) {
      LockSupport.parkNanos(this, early);
      asked.addAll(drain());
      early = earliestBegin - System.nanoTime();
    }
    earliestBegin = System.nanoTime() + SPACING_NANOS;
  }

  private List<Waiter> drain() {
    List<Waiter> asked = new ArrayList<>();
    for (Waiter waiter = waiters.poll(); waiter != null; waiter = waiters.poll()) {
      asked.add(waiter);
    }
    return asked;
  }

  /** Waits for records that others are still writing in front of those asked for. */
  private void reach(List<Waiter> asked) {
    long target = asked.stream().mapToLong(Waiter::position).max().orElse(-1);
    frontier.skipWhole();
    while (frontier.position() <= target) {
      LockSupport.parkNanos(this, UNFINISHED_PARK_NANOS);
      frontier.skipWhole();
    }
  }

  private void sync() throws IOException {
    long from = synced;
    long to = frontier.position();
    if (to == from) {
      return;
    }
    long start = System.nanoTime();
    Failpoint.pass("journal.sync.before");
    force();
    Failpoint.pass("journal.sync.forced");
    synced = to;
    mark.write(to, false);
    Failpoint.pass("journal.sync.after");
    listener.synced(to, to - from, System.nanoTime() - start);
  }

  private void force() throws IOException {
    while (forcedSegment != frontier.segment()) {
      forcedSegment.force(forcedOffset, forcedSegment.header().size());
      forcedSegment = following(forcedSegment);
      forcedOffset = 0;
    }
    forcedSegment.force(forcedOffset, frontier.offset());
    forcedOffset = frontier.offset();
  }

  private static Segment following(Segment segment) {
    Segment next = segment.next();
    if (next == null) {
      throw new IllegalStateException("no segment behind that at " + segment.base());
    }
    return next;
  }

  /** Syncs the sealed journal to its end, and says so where every record was finished. */
  private void finish() throws IOException {
    long start = System.nanoTime();
    frontier.skipWhole();
    while (frontier.unfinished() && System.nanoTime() - start < STOP_NANOS) {
      LockSupport.parkNanos(this, UNFINISHED_PARK_NANOS);
      frontier.skipWhole();
    }
    sync();
    mark.writeAndForce(synced, !frontier.unfinished());
    end(new IOException("the journal is closed"));
  }

  private void fail(Exception cause) {
    onFailure.accept(cause);
    end(cause);
  }

  private void end(Exception cause) {
    ended = cause;
    settle(batch, cause);
    settle(drain(), cause);
  }

  private void settle(List<Waiter> asked, @Nullable Exception cause) {
    for (Waiter waiter : asked) {
      if (cause == null || waiter.position() < synced) {
        waiter.done().complete(null);
      } else {
        waiter.done().completeExceptionally(cause);
      }
    }
  }

  /**
   * Syncs to the end, writes a clean mark and stops. The journal must be sealed.
   *
   * @throws IOException if the end could not be synced
   */
  void stop() throws IOException, InterruptedException {
    stopping = true;
    LockSupport.unpark(thread);
    thread.join();
    if (!mark.clean()) {
      throw new IOException("the journal was closed, but not synced to its end", ended);
    }
  }
}
