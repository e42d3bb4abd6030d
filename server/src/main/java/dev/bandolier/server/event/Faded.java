package dev.bandolier.server.event;

import java.nio.ByteBuffer;

/**
 * The posteriors of a campaign are to forget what its half-life asks for by the time of this fact. Folding it
 * fades at most {@code limit} arms, so that one fact is a bounded amount of work; those that are left are
 * the next fact's.
 *
 * @param campaign the campaign's uid
 * @param limit how many arms this fact fades at most
 */
public record Faded(int campaign, int limit) implements Fact {

  @Override
  public byte type() {
    return FactType.FADED;
  }

  @Override
  public void write(ByteBuffer target) {
    Encoding.ordered(target).putInt(campaign).putInt(limit);
  }

  static Faded read(ByteBuffer payload) {
    ByteBuffer source = Encoding.ordered(payload);
    return new Faded(source.getInt(), source.getInt());
  }
}
