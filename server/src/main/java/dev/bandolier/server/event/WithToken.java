package dev.bandolier.server.event;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;

/**
 * A fact about a decision that came with the decision's token, which was found to be genuine: what the
 * ledger needs to know of the decision stands here.
 *
 * @param campaign the campaign's uid
 * @param position where the decision stands, or stood, in the journal
 * @param time when it was made, epoch milliseconds
 * @param decision what the token says of it, in the layout of {@link DecisionMade}
 * @param about the fact itself
 */
public record WithToken(
    int campaign, long position, long time, ByteString decision, DecisionFact about)
    implements DecisionFact {

  private static final int DECISION = 24;

  @Override
  public String decisionId() {
    return about.decisionId();
  }

  /** What the token says, to be read by {@link DecisionMade#wrap}. */
  public ByteBuffer payload() {
    return decision.asReadOnlyByteBuffer();
  }

  @Override
  public byte type() {
    return FactType.WITH_TOKEN;
  }

  @Override
  public void write(ByteBuffer target) {
    Encoding.ordered(target).putInt(campaign).putInt(about.type()).putLong(position).putLong(time);
    Encoding.putBytes(target, decision.toByteArray());
    about.write(target);
  }

  static WithToken read(ByteBuffer payload) {
    ByteBuffer source = Encoding.ordered(payload);
    int campaign = source.getInt();
    byte type = (byte) source.getInt();
    return new WithToken(
        campaign,
        source.getLong(),
        source.getLong(),
        ByteString.copyFrom(Encoding.getBytes(source)),
        (DecisionFact) Fact.read(type, source));
  }

  /** The decision in an encoded fact, a view that shares the payload's bytes. */
  public static ByteBuffer decisionIn(ByteBuffer payload) {
    int at = payload.position() + DECISION;
    return payload.slice(at + Integer.BYTES, Encoding.ordered(payload).getInt(at));
  }
}
