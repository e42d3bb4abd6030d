package dev.bandolier.server.token;

import com.google.protobuf.ByteString;
import dev.bandolier.server.event.DecisionFact;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.WithToken;

/**
 * What a token says.
 *
 * @param position where the decision stands, or stood, in the journal
 * @param time when it was made, epoch milliseconds
 * @param decision what is needed to learn from it, in the layout of {@link DecisionMade}: arms, with the
 *     chosen ones as the only eligible ones, propensities, vector and labels; no context
 */
public record Token(long position, long time, ByteString decision) {

  /** The uid of the decision's campaign. */
  public int campaign() {
    return made().campaign();
  }

  /** The decision's id. */
  public String decisionId() {
    return made().id();
  }

  /** A fact about the decision, with what is known of it. */
  public WithToken with(DecisionFact about) {
    return new WithToken(about.campaign(), position, time, decision, about);
  }

  private DecisionMade made() {
    return new DecisionMade().wrap(decision.asReadOnlyByteBuffer());
  }
}
