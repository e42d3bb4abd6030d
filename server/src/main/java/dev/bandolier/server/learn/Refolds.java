package dev.bandolier.server.learn;

import dev.bandolier.server.event.RolledBack;
import dev.bandolier.server.journal.Journal;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What rollbacks fold again, one at a time: prepared beside the learner by whoever asks for the rollback,
 * taken by the learner when its fact comes. Any thread prepares and discards, the others are the folding
 * thread's.
 */
final class Refolds implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Refolds.class);
  private static final int RECORDS_PER_TURN = 4096;

  private final SnapshotReader reader;
  private final Journal journal;
  private final Queue<Thread> closings = new ConcurrentLinkedQueue<>();
  private final AtomicReference<@Nullable Refold> prepared = new AtomicReference<>();
  private final AtomicBoolean preparing = new AtomicBoolean();

  Refolds(SnapshotReader reader, Journal journal) {
    this.reader = reader;
    this.journal = journal;
  }

  /**
   * Folds again what a rollback will ask for, up to the journal's end.
   *
   * @param cancelled asked between turns
   * @return how many decisions it leaves out; -1 where it was cancelled, or another is being prepared
   */
  long prepare(RolledBack fact, BooleanSupplier cancelled) throws IOException {
    if (!preparing.compareAndSet(false, true)) {
      return -1;
    }
    try {
      discard(null);
      return fold(reader.begin(fact), cancelled);
    } catch (DiskFullException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      preparing.set(false);
    }
  }

  private long fold(Refold refold, BooleanSupplier cancelled) throws IOException {
    boolean ready = false;
    try {
      while (!cancelled.getAsBoolean() && !ready) {
        ready = refold.advance(journal.endPosition(), RECORDS_PER_TURN);
      }
    } finally {
      if (!ready) {
        refold.close();
      }
    }
    if (ready) {
      prepared.set(refold);
    }
    return ready ? refold.excludedDecisions() : -1;
  }

  /** Gives up what was prepared for a fact; null for whichever. */
  void discard(@Nullable RolledBack fact) {
    Refold left = prepared.get();
    if (left != null
        && (fact == null || left.fact().equals(fact))
        && prepared.compareAndSet(left, null)) {
      close(left);
    }
  }

  /** What was prepared for a fact, or is folded now, up to the fact's position. */
  Refold take(RolledBack fact, long position) throws IOException {
    Refold ready = prepared.getAndSet(null);
    if (ready != null && ready.fact().equals(fact)) {
      ready.foldUpTo(position);
      return ready;
    }
    if (ready != null) {
      release(ready);
    }
    return reader.refolded(fact, position);
  }

  /** Unmapping and deleting is left to another thread. */
  void release(Refold refold) {
    Thread thread = new Thread(() -> close(refold), "fold-again-close");
    thread.setDaemon(true);
    thread.start();
    closings.add(thread);
  }

  private static void close(Refold refold) {
    try {
      refold.close();
    } catch (IOException e) {
      LOG.warn("what was folded again could not be deleted: {}", e.toString());
    }
  }

  /** After the learner's last turn; waits for what is being deleted. */
  @Override
  public void close() {
    discard(null);
    for (Thread thread = closings.poll(); thread != null; thread = closings.poll()) {
      join(thread);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
