package dev.bandolier.server.event;

import java.nio.ByteBuffer;

/**
 * Deadlines of a campaign's open decisions are over. Folding it settles at most {@code limit} of
 * them, the earliest first, so that one fact is a bounded amount of work.
 *
 * @param campaign the campaign's uid
 * @param clock the time in epoch milliseconds up to which deadlines are over
 * @param limit how many deadlines this fact settles at most
 */
public record TimePassed(int campaign, long clock, int limit) implements Fact {

  @Override
  public byte type() {
    return FactType.TIME_PASSED;
  }

  @Override
  public void write(ByteBuffer target) {
    Encoding.ordered(target).putInt(campaign).putLong(clock).putInt(limit);
  }

  static TimePassed read(ByteBuffer payload) {
    ByteBuffer source = Encoding.ordered(payload);
    return new TimePassed(source.getInt(), source.getLong(), source.getInt());
  }
}
