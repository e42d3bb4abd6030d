package dev.bandolier.server.reward;

import com.google.protobuf.ByteString;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.token.Token;
import org.jspecify.annotations.Nullable;

/** What is known of decisions that the ledger does not have. Any thread may ask. */
public interface DecisionTokens {

  /** Knows nothing: there are no tokens. */
  DecisionTokens NONE = new DecisionTokens() {};

  /** What a token says; null where it is not genuine. */
  default @Nullable Token open(ByteString token) {
    return null;
  }

  /** What the token of a decision says whose id is still remembered; null for none. */
  default @Nullable Token find(Campaign campaign, String decisionId) {
    return null;
  }

  /** Whether the ledger has room for one more decision. */
  default boolean hasRoom() {
    return true;
  }
}
