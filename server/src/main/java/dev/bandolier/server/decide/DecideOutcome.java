package dev.bandolier.server.decide;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.v1.DecideResponse;

/** What has become of a question. */
public sealed interface DecideOutcome {

  /**
   * It was decided, now or before.
   *
   * @param answer the bytes of a {@link DecideResponse}
   * @param id the decision's id
   * @param token its token, empty where it has none
   * @param campaign the campaign's uid
   * @param keyHi the first half of the keyed hash of the decision's id
   * @param keyLo the second half
   * @param position where the last fact that it stands on is in the journal; 0 where that took no facts
   * @param call by which {@link Decider#answered} and {@link Decider#unanswered} find it; 0 for none
   */
  record Decided(
      ByteString answer,
      String id,
      ByteString token,
      int campaign,
      long keyHi,
      long keyLo,
      long position,
      long call)
      implements DecideOutcome {

    /** The answer as a message, which is made of its bytes each time. */
    public DecideResponse response() {
      try {
        return DecideResponse.parseFrom(answer);
      } catch (InvalidProtocolBufferException bug) {
        throw new IllegalStateException("an answer was made that is no message", bug);
      }
    }

    /** The same without the answer, which the end of its call does not need. */
    public Decided withoutAnswer() {
      return new Decided(ByteString.EMPTY, id, token, campaign, keyHi, keyLo, position, call);
    }
  }

  /**
   * Nothing was decided, and nothing of the request is kept.
   *
   * @param refusal why
   */
  record Refused(Refusal refusal) implements DecideOutcome {}
}
