package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.client.Acknowledgement;
import dev.bandolier.client.ArmStatistics;
import dev.bandolier.client.BanditClient;
import dev.bandolier.client.CampaignStatistics;
import dev.bandolier.client.Decision;
import dev.bandolier.client.DecisionRequest;
import dev.bandolier.client.DecisionToken;
import dev.bandolier.client.Fate;
import dev.bandolier.client.OutcomeReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens across the death of the process that gave them. */
final class TokensIT {

  private static final String BANNER = "campaigns/tokens";
  private static final int DECISIONS = 60;

  @TempDir private Path folder;

  @Test
  void tokens_ofAKilledServer_areGoodInItsNextLife() throws IOException {
    List<Decision> decisions = new ArrayList<>();
    try (ServerProcess server = ServerProcess.start(folder);
        BanditClient client = SharedServer.client(server)) {
      TestCampaigns.makeBanner(client, "tokens", "tokens: true\n");
      for (int i = 0; i < DECISIONS; i++) {
        decisions.add(client.decideNow(question(i)));
      }
      for (int i = 0; i < DECISIONS; i += 2) {
        assertThat(report(client, decisions.get(i)).fate()).isEqualTo(Fate.ACCEPTED);
      }
      assertThat(client.campaigns().statistics(BANNER).openDecisions()).isEqualTo(DECISIONS / 2);
      server.kill();
    }
    try (ServerProcess server = ServerProcess.start(folder);
        BanditClient client = SharedServer.client(server)) {
      goOn(client, decisions);
    }
  }

  private static void goOn(BanditClient client, List<Decision> decisions) {
    for (int i = 0; i < DECISIONS; i++) {
      assertThat(client.decideNow(question(i))).isEqualTo(decisions.get(i));
      Fate expected = i % 2 == 0 ? Fate.DUPLICATE : Fate.ACCEPTED;
      assertThat(report(client, decisions.get(i)).fate()).isEqualTo(expected);
    }
    assertThat(forged(client, decisions.get(0)).fate()).isEqualTo(Fate.INVALID);
    CampaignStatistics statistics = client.campaigns().statistics(BANNER);
    List<ArmStatistics> arms = statistics.slots().get(0).arms();
    assertThat(arms.stream().mapToLong(ArmStatistics::decisions).sum()).isEqualTo(DECISIONS);
    assertThat(arms.stream().mapToDouble(ArmStatistics::rewardSum).sum()).isEqualTo(DECISIONS);
    assertThat(statistics.openDecisions()).isEqualTo(DECISIONS);
  }

  private static DecisionRequest question(int i) {
    return DecisionRequest.builder(BANNER).decisionId("banner-" + i).slot("banner").build();
  }

  private static Acknowledgement report(BanditClient client, Decision decision) {
    return client.reportNow(decision.outcome("click").value(1).outcomeId("once").build());
  }

  private static Acknowledgement forged(BanditClient client, Decision decision) {
    byte[] bytes = Objects.requireNonNull(decision.token()).toByteArray();
    bytes[bytes.length / 2] ^= 1;
    return client.reportNow(
        OutcomeReport.builder(BANNER, decision.id(), "click")
            .value(1)
            .token(DecisionToken.of(bytes))
            .build());
  }
}
