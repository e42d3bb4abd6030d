package dev.bandolier.server.event;

import java.nio.ByteBuffer;

/**
 * A decision that was censored because no call for it was answered has been answered after all.
 *
 * @param campaign the campaign's uid
 * @param decisionId the decision's id
 */
public record Answered(int campaign, String decisionId) implements DecisionFact {

  @Override
  public byte type() {
    return FactType.ANSWERED;
  }

  @Override
  public void write(ByteBuffer target) {
    Encoding.ordered(target).putInt(campaign);
    Encoding.putString(target, decisionId);
  }

  static Answered read(ByteBuffer payload) {
    ByteBuffer source = Encoding.ordered(payload);
    return new Answered(source.getInt(), Encoding.getString(source));
  }
}
