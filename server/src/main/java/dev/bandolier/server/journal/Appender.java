package dev.bandolier.server.journal;

import dev.bandolier.server.failpoint.Failpoint;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;

/** Claims places in the newest segment and writes records there. Any thread; takes no lock. */
final class Appender {

  private final int payloadLimit;
  private final SegmentChain chain;
  private final JournalClock clock;
  private final Refusals refusals;
  private final LongAdder appends = new LongAdder();

  Appender(int payloadLimit, SegmentChain chain, JournalClock clock, Refusals refusals) {
    this.payloadLimit = payloadLimit;
    this.chain = chain;
    this.clock = clock;
    this.refusals = refusals;
  }

  /** As {@link Journal#append(byte, byte, ByteBuffer)} says. */
  long append(byte type, byte version, ByteBuffer payload) {
    check(type, payload.remaining());
    return refusals.reason() == 0 ? write(type, version, payload) : refusals.refuse();
  }

  /** As {@link Journal#appendInReserve} says. */
  long appendInReserve(byte type, ByteBuffer payload) {
    check(type, payload.remaining());
    long reason = refusals.reason();
    boolean takes = reason == 0 || reason == Journal.FULL;
    return takes ? write(type, (byte) 0, payload) : refusals.refuse();
  }

  private long write(byte type, byte version, ByteBuffer payload) {
    Failpoint.pass("journal.append.before");
    RecordScratch scratch = RecordScratch.forPayload(payload.remaining());
    scratch.encode(type, version, clock.getAsLong(), payload);
    Segment segment = chain.active();
    int offset = segment.claim(scratch.length());
    while (offset < 0) {
      Segment next = offset == Segment.NO_ROOM ? chain.roll(segment) : null;
      if (next == null) {
        return refusals.refuse();
      }
      segment = next;
      offset = segment.claim(scratch.length());
    }
    Failpoint.pass("journal.append.claimed");
    segment.write(offset, scratch);
    Failpoint.pass("journal.append.after");
    appends.increment();
    return segment.base() + offset;
  }

  private void check(byte type, int payloadBytes) {
    if (type <= 0) {
      throw new IllegalArgumentException("type " + type + " is not above 0");
    }
    if (payloadBytes > payloadLimit) {
      throw new IllegalArgumentException(
          "payload of " + payloadBytes + " bytes, limit " + payloadLimit);
    }
  }

  /** How many records were appended. */
  long appends() {
    return appends.sum();
  }
}
