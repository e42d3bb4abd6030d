package dev.bandolier.server.journal;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the next segment ready: written, synced, mapped and touched by a thread of its own.
 *
 * <p>Five times a second it looks how much of the disk is free, and says when that falls below the
 * watermark or rises above it again. While there is no room for a segment above the watermark nobody
 * waits for one. {@link #take} is called by one thread at a time.
 */
final class Preparer implements Runnable {

  private static final long LOOK_NANOS = Duration.ofMillis(200).toNanos();

  private final JournalFiles files;
  private final JournalConfig config;
  private final JournalListener listener;
  private final Consumer<Boolean> low;
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
   * @param low told at every look whether less than the watermark is free
   */
  Preparer(
      JournalFiles files,
      JournalConfig config,
      JournalListener listener,
      @Nullable Segment spare,
      long nextBase,
      Consumer<Boolean> low) {
    this.files = files;
    this.config = config;
    this.listener = listener;
    this.ready = spare;
    this.nextBase = nextBase;
    this.low = low;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  @Override
  public void run() {
    boolean content = true;
    while (pause(content)) {
      try {
        content = tend();
      } catch (IOException | RuntimeException e) {
        listener.prepareFailed(e);
        content = false;
      }
    }
  }

  /** Looks at the disk, and makes a segment if one is wanted; whether that was possible. */
  private boolean tend() throws IOException {
    long usable = files.usableSpace();
    boolean isLow = usable < config.watermarkBytes();
    low.accept(isLow);
    boolean wanted = !isReady();
    boolean room = usable - config.segmentBytes() >= config.watermarkBytes();
    if (wanted && room) {
      offer(make());
    }
    note(isLow || wanted && !room, usable);
    return room || !wanted;
  }

  private Segment make() throws IOException {
    SegmentHeader header = new SegmentHeader(nextBase, config.segmentBytes(), config.recordLimit());
    String name = SegmentHeader.name(nextBase);
    Segment segment =
        new Segment(
            header, files.create(name, header.size(), header.encode(0)), SegmentHeader.BYTES);
    files.forceNames();
    segment.touch();
    return segment;
  }

  private void offer(Segment segment) {
    lock.lock();
    try {
      ready = segment;
      nextBase = segment.header().end();
      late = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isReady() {
    lock.lock();
    try {
      return ready != null;
    } finally {
      lock.unlock();
    }
  }

  private void note(boolean nowStarved, long usable) {
    boolean before;
    lock.lock();
    try {
      before = starved;
      starved = nowStarved;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (nowStarved && !before) {
      listener.starved(usable);
    } else if (before && !nowStarved) {
      listener.recovered();
    }
  }

  /** Waits for the next look, less where a segment was taken; whether it is still wanted. */
  private boolean pause(boolean content) {
    lock.lock();
    try {
      long left = LOOK_NANOS;
      while (left > 0 && !stopped && !(content && ready == null)) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      stopped = true;
    } finally {
      lock.unlock();
    }
    return !stopped;
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
