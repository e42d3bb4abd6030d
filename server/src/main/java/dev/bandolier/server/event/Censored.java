package dev.bandolier.server.event;

import dev.bandolier.v1.CensorReason;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A decision teaches nothing.
 *
 * @param campaign the campaign's uid
 * @param decisionId the decision's id
 * @param slots names of the slots; empty: all
 * @param reason why
 */
public record Censored(int campaign, String decisionId, List<String> slots, CensorReason reason)
    implements DecisionFact {

  @Override
  public byte type() {
    return FactType.CENSORED;
  }

  @Override
  public void write(ByteBuffer target) {
    Encoding.ordered(target).putInt(campaign).putInt(reason.getNumber());
    Encoding.putString(target, decisionId);
    Encoding.putStrings(target, slots);
  }

  static Censored read(ByteBuffer payload) {
    ByteBuffer source = Encoding.ordered(payload);
    int campaign = source.getInt();
    CensorReason reason = reason(source.getInt());
    return new Censored(campaign, Encoding.getString(source), Encoding.getStrings(source), reason);
  }

  private static CensorReason reason(int number) {
    CensorReason reason = CensorReason.forNumber(number);
    return reason == null ? CensorReason.CENSOR_REASON_UNKNOWABLE : reason;
  }
}
