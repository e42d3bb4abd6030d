package dev.bandolier.server.event;

import java.nio.ByteBuffer;

/**
 * The feed promises that nothing that happened up to a time will be reported from now on.
 *
 * @param campaign the campaign's uid
 * @param upTo the time in epoch milliseconds
 */
public record FeedCompleted(int campaign, long upTo) implements Fact {

  @Override
  public byte type() {
    return FactType.FEED_COMPLETED;
  }

  @Override
  public void write(ByteBuffer target) {
    Encoding.ordered(target).putInt(campaign).putLong(upTo);
  }

  static FeedCompleted read(ByteBuffer payload) {
    ByteBuffer source = Encoding.ordered(payload);
    return new FeedCompleted(source.getInt(), source.getLong());
  }
}
