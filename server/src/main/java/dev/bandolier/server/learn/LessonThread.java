package dev.bandolier.server.learn;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that gives lessons, and the ring in which they wait for it, which is full only for a moment:
 * whoever fills it waits until it is empty. It hears of them by the batch, or when somebody waits for the last
 * of them, so that being woken costs little of a lesson, and several are for the same arm.
 *
 * <p>After one that cannot be given no further one is; {@link #await} says why, and goes on saying so.
 *
 * <p>All methods are for the folding thread. What it staged before {@link #give} is there for the lesson,
 * and what a lesson changed is there after {@link #await}.
 */
final class LessonThread implements AutoCloseable {

  private static final int BATCH = 64;

  private final LessonRing ring = new LessonRing();
  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong given = new AtomicLong();
  private final Thread thread = new Thread(this::run, "teacher");
  private volatile @Nullable Throwable failure;
  private volatile @Nullable Thread waiting;
  private volatile boolean resting;
  private volatile boolean closing;
  private long filled;
  private boolean started;

  /** The lesson to fill; {@link #give} follows. */
  ArmLesson next() {
    if (filled - given.get() == LessonRing.ROOM) {
      await();
    }
    return ring.at(filled);
  }

  /** Lets the lesson be given that was filled. */
  void give() {
    if (++filled % BATCH == 0) {
      wake();
    }
  }

  private void wake() {
    if (!started) {
      started = true;
      thread.setDaemon(true);
      thread.start();
    }
    asked.set(filled);
    if (resting) {
      LockSupport.unpark(thread);
    }
  }

  /**
   * Waits until every lesson is given.
   *
   * @throws IllegalStateException if one could not be given
   */
  void await() {
    if (given.get() < filled) {
      wake();
      waiting = Thread.currentThread();
      while (given.get() < filled) {
        LockSupport.park(this);
      }
      waiting = null;
    }
    Throwable reason = failure;
    if (reason != null) {
      throw untaught(reason);
    }
  }

  /** What {@link #await} throws where a lesson cannot be given. */
  static IllegalStateException untaught(Throwable reason) {
    return new IllegalStateException("an arm cannot be taught: " + reason.getMessage(), reason);
  }

  /** Why a lesson could not be given, if so. */
  @Nullable Throwable failure() {
    return failure;
  }

  private void run() {
    long at = 0;
    while (at < asked.get() || !closing) {
      at = giveUpTo(at, asked.get());
      Thread waiter = waiting;
      if (waiter != null && at == asked.get()) {
        LockSupport.unpark(waiter);
      }
      rest(at);
    }
  }

  /** Errors too: they are thrown again where the folding thread waits. */
  private long giveUpTo(long from, long to) {
    if (failure == null) {
      try {
        ring.give(from, to);
      } catch (RuntimeException | Error e) {
        failure = e;
      }
    }
    given.set(to);
    return to;
  }

  private void rest(long at) {
    resting = true;
    if (at == asked.get() && !closing) {
      LockSupport.park(this);
    }
    resting = false;
  }

  /** Gives what is still to be given, and ends. */
  @Override
  public void close() {
    if (filled == 0) {
      return;
    }
    wake();
    closing = true;
    LockSupport.unpark(thread);
    ThreadEnd.await(thread);
  }
}
