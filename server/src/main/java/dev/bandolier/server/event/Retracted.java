package dev.bandolier.server.event;

import java.nio.ByteBuffer;

/**
 * An outcome was not real; it is named as it was reported. Absent strings are empty.
 *
 * @param campaign the campaign's uid
 * @param decisionId the decision's id
 * @param outcomeId the outcome's idempotency key; empty: the other fields are the key
 * @param name the outcome's name
 * @param slot the slot's name
 * @param arm the arm's id
 * @param position the position from 0, or -1
 */
public record Retracted(
    int campaign,
    String decisionId,
    String outcomeId,
    String name,
    String slot,
    String arm,
    int position)
    implements DecisionFact {

  @Override
  public byte type() {
    return FactType.RETRACTED;
  }

  @Override
  public void write(ByteBuffer target) {
    Encoding.ordered(target).putInt(campaign).putInt(position);
    Encoding.putString(target, decisionId);
    Encoding.putString(target, outcomeId);
    Encoding.putString(target, name);
    Encoding.putString(target, slot);
    Encoding.putString(target, arm);
  }

  static Retracted read(ByteBuffer payload) {
    ByteBuffer source = Encoding.ordered(payload);
    int campaign = source.getInt();
    int position = source.getInt();
    return new Retracted(
        campaign,
        Encoding.getString(source),
        Encoding.getString(source),
        Encoding.getString(source),
        Encoding.getString(source),
        Encoding.getString(source),
        position);
  }
}
