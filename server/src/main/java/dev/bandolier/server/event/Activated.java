package dev.bandolier.server.event;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A deferred decision was shown.
 *
 * @param campaign the campaign's uid
 * @param decisionId the decision's id
 * @param time when, in epoch milliseconds, or {@link Long#MIN_VALUE} for when this arrived
 * @param slots names of the slots that were shown; empty: all
 */
public record Activated(int campaign, String decisionId, long time, List<String> slots)
    implements DecisionFact {

  @Override
  public byte type() {
    return FactType.ACTIVATED;
  }

  @Override
  public void write(ByteBuffer target) {
    Encoding.ordered(target).putInt(campaign).putLong(time);
    Encoding.putString(target, decisionId);
    Encoding.putStrings(target, slots);
  }

  static Activated read(ByteBuffer payload) {
    ByteBuffer source = Encoding.ordered(payload);
    int campaign = source.getInt();
    long time = source.getLong();
    return new Activated(campaign, Encoding.getString(source), time, Encoding.getStrings(source));
  }
}
