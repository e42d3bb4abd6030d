package dev.bandolier.server.decide;

import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.v1.DecideResponse;

/** What has become of a question. */
public sealed interface DecideOutcome {

  /**
   * It was decided, now or before.
   *
   * @param response the answer
   * @param campaign the campaign's uid
   * @param keyHi the first half of the keyed hash of the decision's id
   * @param keyLo the second half
   * @param position where the last fact that it stands on is in the journal; 0 where that took no facts
   * @param call by which {@link Decider#answered} and {@link Decider#unanswered} find it; 0 for none
   */
  record Decided(
      DecideResponse response, int campaign, long keyHi, long keyLo, long position, long call)
      implements DecideOutcome {

    /** The same with no more of the answer than the end of its call needs: id and token. */
    public Decided withoutAnswer() {
      DecideResponse rest =
          DecideResponse.newBuilder()
              .setDecisionId(response.getDecisionId())
              .setToken(response.getToken())
              .build();
      return new Decided(rest, campaign, keyHi, keyLo, position, call);
    }
  }

  /**
   * Nothing was decided, and nothing of the request is kept.
   *
   * @param refusal why
   */
  record Refused(Refusal refusal) implements DecideOutcome {}
}
