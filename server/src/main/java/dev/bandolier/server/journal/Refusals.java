package dev.bandolier.server.journal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Why a journal takes nothing now, and how often it has said so. Any thread. */
final class Refusals {

  private final AtomicLong reason = new AtomicLong();
  private final LongAdder count = new LongAdder();

  /** {@link Journal#FULL}, {@link Journal#CLOSED} or {@link Journal#BROKEN}; 0 while it takes records. */
  long reason() {
    return reason.get();
  }

  /** The disk is below its watermark, or above it again. */
  void full(boolean low) {
    reason.compareAndSet(low ? 0 : Journal.FULL, low ? Journal.FULL : 0);
  }

  /** The disk failed a sync: for good. */
  void broken() {
    reason.set(Journal.BROKEN);
  }

  /** Nothing more is taken. */
  void closed() {
    reason.updateAndGet(last -> last == Journal.BROKEN ? Journal.BROKEN : Journal.CLOSED);
  }

  /** Counts a refusal; its reason, which is that no segment was ready where there is no other. */
  long refuse() {
    count.increment();
    long last = reason.get();
    return last == 0 ? Journal.FULL : last;
  }

  /** How many there were. */
  long count() {
    return count.sum();
  }
}
