package dev.bandolier.server.event;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;

/**
 * A decision that was made elsewhere, with what it earned.
 *
 * @param campaign the campaign's uid
 * @param time when it was made, epoch milliseconds; the record's own time is that of the import
 * @param weight how much it teaches, 0 to 1
 * @param decision in the layout of {@link DecisionMade}, one position a slot; probabilities that are not known are NaN
 * @param rewards by slot; shared, not to be written
 */
public record DecisionImported(
    int campaign, long time, double weight, ByteString decision, double[] rewards) implements Fact {

  /** What was decided, to be read by {@link DecisionMade#wrap}. */
  public ByteBuffer payload() {
    return decision.asReadOnlyByteBuffer();
  }

  @Override
  public byte type() {
    return FactType.DECISION_IMPORTED;
  }

  @Override
  public void write(ByteBuffer target) {
    Encoding.ordered(target)
        .putInt(campaign)
        .putInt(rewards.length)
        .putLong(time)
        .putDouble(weight);
    for (double reward : rewards) {
      target.putDouble(reward);
    }
    Encoding.putBytes(target, decision.toByteArray());
  }

  static DecisionImported read(ByteBuffer payload) {
    ByteBuffer source = Encoding.ordered(payload);
    int campaign = source.getInt();
    double[] rewards = new double[source.getInt()];
    long time = source.getLong();
    double weight = source.getDouble();
    for (int i = 0; i < rewards.length; i++) {
      rewards[i] = source.getDouble();
    }
    return new DecisionImported(
        campaign, time, weight, ByteString.copyFrom(Encoding.getBytes(source)), rewards);
  }
}
