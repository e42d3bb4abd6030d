package dev.bandolier.server.event;

import java.nio.ByteBuffer;

/**
 * Expiry of a campaign's windows was held or released by hand.
 *
 * @param campaign the campaign's uid
 * @param held whether windows stay open from here on
 */
public record ExpiryHeld(int campaign, boolean held) implements Fact {

  @Override
  public byte type() {
    return FactType.EXPIRY_HELD;
  }

  @Override
  public void write(ByteBuffer target) {
    Encoding.ordered(target).putInt(campaign).putInt(held ? 1 : 0);
  }

  static ExpiryHeld read(ByteBuffer payload) {
    ByteBuffer source = Encoding.ordered(payload);
    return new ExpiryHeld(source.getInt(), source.getInt() == 1);
  }
}
