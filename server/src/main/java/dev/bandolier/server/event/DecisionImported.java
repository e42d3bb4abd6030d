package dev.bandolier.server.event;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A decision that was made elsewhere, with what it earned.
 *
 * @param campaign the campaign's uid
 * @param time when it was made, epoch milliseconds; the record's own time is that of the import
 * @param weight how much it teaches, 0 to 1
 * @param decision in the layout of {@link DecisionMade}, one position a slot; probabilities that are not known are NaN
 * @param rewards by slot
 */
public record DecisionImported(
    int campaign, long time, double weight, ByteString decision, List<Double> rewards)
    implements Fact {

  /** Copies the list. */
  public DecisionImported {
    rewards = List.copyOf(rewards);
  }

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
        .putInt(rewards.size())
        .putLong(time)
        .putDouble(weight);
    rewards.forEach(target::putDouble);
    Encoding.putBytes(target, decision.toByteArray());
  }

  static DecisionImported read(ByteBuffer payload) {
    ByteBuffer source = Encoding.ordered(payload);
    int campaign = source.getInt();
    int slots = source.getInt();
    long time = source.getLong();
    double weight = source.getDouble();
    List<Double> rewards = new ArrayList<>();
    for (int i = 0; i < slots; i++) {
      rewards.add(source.getDouble());
    }
    return new DecisionImported(
        campaign, time, weight, ByteString.copyFrom(Encoding.getBytes(source)), rewards);
  }
}
