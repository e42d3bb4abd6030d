package dev.bandolier.server;

import com.google.protobuf.ByteString;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.decide.Decider;
import dev.bandolier.server.decide.DecisionIndex;
import dev.bandolier.server.reward.DecisionTokens;
import dev.bandolier.server.token.Token;
import dev.bandolier.server.token.TokenSeal;
import org.jspecify.annotations.Nullable;

/**
 * Where feedback learns of decisions that the ledger does not have: from their tokens, or, while their
 * ids are remembered, from those who decided.
 */
record Tokens(TokenSeal seal, Decider decider, DecisionIndex index) implements DecisionTokens {

  @Override
  public @Nullable Token open(ByteString token) {
    return seal.open(token);
  }

  @Override
  public @Nullable Token find(Campaign campaign, String decisionId) {
    return decider.token(campaign, decisionId);
  }

  @Override
  public boolean hasRoom() {
    return index.isAdmitting();
  }
}
