package dev.bandolier.server.event;

import java.nio.ByteBuffer;

/**
 * A value of a categorical feature was seen for the first time; folding gives it the next index.
 *
 * @param campaign the campaign's uid
 * @param feature the feature's name
 * @param value the value
 */
public record ValueSeen(int campaign, String feature, String value) implements Fact {

  @Override
  public byte type() {
    return FactType.VALUE_SEEN;
  }

  @Override
  public void write(ByteBuffer target) {
    Encoding.ordered(target).putInt(campaign);
    Encoding.putString(target, feature);
    Encoding.putString(target, value);
  }

  static ValueSeen read(ByteBuffer payload) {
    ByteBuffer source = Encoding.ordered(payload);
    return new ValueSeen(source.getInt(), Encoding.getString(source), Encoding.getString(source));
  }
}
