package dev.bandolier.server.event;

import java.nio.ByteBuffer;

/**
 * Something happened after a decision. Absent strings are empty.
 *
 * @param campaign the campaign's uid
 * @param decisionId the decision's id
 * @param name the outcome's name
 * @param slot the slot's name
 * @param arm the arm's id
 * @param position the position from 0, or -1
 * @param value how much, or NaN
 * @param time when it happened in epoch milliseconds, or {@link Long#MIN_VALUE} for when it arrived
 * @param outcomeId the idempotency key
 * @param replaces the outcome id whose place it takes
 * @param machine whether a machine caused it
 */
public record OutcomeSeen(
    int campaign,
    String decisionId,
    String name,
    String slot,
    String arm,
    int position,
    double value,
    long time,
    String outcomeId,
    String replaces,
    boolean machine)
    implements DecisionFact {

  @Override
  public byte type() {
    return FactType.OUTCOME_SEEN;
  }

  @Override
  public void write(ByteBuffer target) {
    Encoding.ordered(target).putInt(campaign).putInt(position).putDouble(value).putLong(time);
    target.putInt(machine ? 1 : 0);
    Encoding.putString(target, decisionId);
    Encoding.putString(target, name);
    Encoding.putString(target, slot);
    Encoding.putString(target, arm);
    Encoding.putString(target, outcomeId);
    Encoding.putString(target, replaces);
  }

  static OutcomeSeen read(ByteBuffer payload) {
    ByteBuffer source = Encoding.ordered(payload);
    int campaign = source.getInt();
    int position = source.getInt();
    double value = source.getDouble();
    long time = source.getLong();
    boolean machine = source.getInt() == 1;
    return new OutcomeSeen(
        campaign,
        Encoding.getString(source),
        Encoding.getString(source),
        Encoding.getString(source),
        Encoding.getString(source),
        position,
        value,
        time,
        Encoding.getString(source),
        Encoding.getString(source),
        machine);
  }
}
