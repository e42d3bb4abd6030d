package dev.bandolier.server.journal;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the next segment ready: written, synced, mapped and touched by a thread of its own.
 *
 * <p>While the disk has no room for one above the watermark, it looks again five times a second and
 * nobody waits. {@link #take} is called by one thread at a time.
 */
final class Preparer implements Runnable {

  private static final long RETRY_NANOS = Duration.ofMillis(200).toNanos();

  private final JournalFiles files;
  private final JournalConfig config;
  private final JournalListener listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread = new Thread(this, "journal-prepare");
  private @Nullable Segment ready;
  private long nextBase;
  private boolean late;
  private boolean starved;
  private boolean stopped;

  /**
   * @param spare a segment that is ready already, or null
   * @param nextBase position at which the next one starts that has to be made
   */
  Preparer(
      JournalFiles files,
      JournalConfig config,
      JournalListener listener,
      @Nullable Segment spare,
      long nextBase) {
    this.files = files;
    this.config = config;
    this.listener = listener;
    this.ready = spare;
    this.nextBase = nextBase;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  @Override
  public void run() {
    while (awaitWork()) {
      try {
        prepare();
      } catch (IOException | RuntimeException e) {
        listener.prepareFailed(e);
        awaitRetry();
      }
    }
  }

  private boolean awaitWork() {
    lock.lock();
    try {
      while (ready != null && !stopped) {
        changed.awaitUninterruptibly();
      }
      return !stopped;
    } finally {
      lock.unlock();
    }
  }

  private void prepare() throws IOException {
    long usable = files.usableSpace();
    if (usable - config.segmentBytes() < config.watermarkBytes()) {
      starve(usable);
      awaitRetry();
    } else {
      offer(make());
    }
  }

  private Segment make() throws IOException {
    SegmentHeader header = new SegmentHeader(nextBase, config.segmentBytes(), config.recordLimit());
    String name = SegmentHeader.name(nextBase);
    Segment segment =
        new Segment(
            header, files.create(name, header.size(), header.encode(0)), SegmentHeader.BYTES);
    segment.touch();
    return segment;
  }

  private void offer(Segment segment) {
    boolean over;
    lock.lock();
    try {
      ready = segment;
      nextBase = segment.header().end();
      over = starved;
      starved = false;
      late = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (over) {
      listener.recovered();
    }
  }

  private void starve(long usable) {
    lock.lock();
    try {
      if (starved) {
        return;
      }
      starved = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    listener.starved(usable);
  }

  private void awaitRetry() {
    lock.lock();
    try {
      long left = RETRY_NANOS;
      while (left > 0 && !stopped) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      stopped = true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes the ready segment, waiting for it as long as the configuration allows. After one wait in
   * vain nobody waits again until a segment is ready.
   *
   * @return null when there is none
   */
  @Nullable Segment take() {
    lock.lock();
    try {
      long left = config.rollWait().toNanos();
      while (ready == null && left > 0 && !late && !starved && !stopped) {
        left = changed.awaitNanos(left);
      }
      late = ready == null;
      return takeReady();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return takeReady();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Segment takeReady() {
    Segment taken = ready;
    ready = null;
    changed.signalAll();
    return taken;
  }

  /** Returns how many bytes can be appended in the segment that is ready: 0 when none is. */
  long readyBytes() {
    lock.lock();
    try {
      return ready == null ? 0 : ready.header().size() - SegmentHeader.BYTES;
    } finally {
      lock.unlock();
    }
  }

  /** Stops the thread and waits for it; a segment that is ready stays for the next opening. */
  void stop() throws InterruptedException {
    lock.lock();
    try {
      stopped = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    thread.join(TimeUnit.SECONDS.toMillis(30));
  }
}
