package dev.bandolier.server.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Journal time: epoch milliseconds that never run backwards and stay within 1 % of the true rate.
 *
 * <p>Time advances with the steady clock. Every tenth of a second the difference e to the wall clock
 * is measured, and from there, after t of steady time, min(|e|, t/100) of it has been made up: a
 * wall clock that jumps by a day is followed over a hundred days, or at the next start. At a start
 * time is the wall clock's, or the last record's where that is later.
 *
 * <p>Any thread; costs one reading of the steady clock.
 */
final class JournalClock implements LongSupplier {

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long MEASURE_NANOS = 100 * NANOS_PER_MILLI;
  private static final long SLEW = 100;
  private static final VarHandle ANCHOR;

  static {
    try {
      ANCHOR = MethodHandles.lookup().findVarHandle(JournalClock.class, "anchor", Anchor.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final LongSupplier wallMillis;
  private final LongSupplier nanoTime;
  private final AtomicLong last;
  private volatile Anchor anchor;

  /**
   * @param nanoTime steady nanoseconds from any origin
   * @param notBefore time of the last record, epoch milliseconds
   */
  JournalClock(LongSupplier wallMillis, LongSupplier nanoTime, long notBefore) {
    this.wallMillis = wallMillis;
    this.nanoTime = nanoTime;
    long start = Math.max(wallMillis.getAsLong(), notBefore);
    this.last = new AtomicLong(start);
    this.anchor = new Anchor(nanoTime.getAsLong(), start * NANOS_PER_MILLI, 0);
  }

  /** Returns the time now, not before any that was returned to any thread. */
  @Override
  public long getAsLong() {
    long nano = nanoTime.getAsLong();
    Anchor current = anchor;
    if (nano - current.nano > MEASURE_NANOS) {
      current = measure(current, nano);
    }
    return raise(current.at(nano) / NANOS_PER_MILLI);
  }

  private Anchor measure(Anchor old, long nano) {
    long time = old.at(nano);
    Anchor measured = new Anchor(nano, time, wallMillis.getAsLong() * NANOS_PER_MILLI - time);
    return ANCHOR.compareAndSet(this, old, measured) ? measured : anchor;
  }

  private long raise(long time) {
    long seen = last.get();
    while (seen < time && !last.compareAndSet(seen, time)) {
      seen = last.get();
    }
    return Math.max(seen, time);
  }

  /** Returns the latest time that was given out, epoch milliseconds. */
  long last() {
    return last.get();
  }

  private record Anchor(long nano, long time, long error) {

    long at(long now) {
      long elapsed = Math.max(0, now - nano);
      long slewed = Math.max(-elapsed / SLEW, Math.min(elapsed / SLEW, error));
      return time + elapsed + slewed;
    }
  }
}
