package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.client.BanditClient;
import dev.bandolier.client.Decision;
import dev.bandolier.client.DecisionRequest;
import dev.bandolier.client.Fate;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A container's process has the same id after every restart. */
final class SamePidIT {

  @TempDir private Path folder;

  private static boolean mayUnshare() throws InterruptedException {
    try {
      return new ProcessBuilder("unshare", "-pf", "--mount-proc", "true").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void killedAndRestartedUnderTheSameProcessId_goesOn() throws Exception {
    Assumptions.assumeTrue(mayUnshare(), "skipped: no process id may be chosen here");
    int decisions = 0;
    for (int life = 0; life < 3; life++) {
      try (ServerProcess server = ServerProcess.startAsFirst(folder);
          BanditClient client = SharedServer.client(server)) {
        if (life == 0) {
          TestCampaigns.makeBanner(client, "pid", "");
        }
        for (int i = 0; i < 20; i++) {
          Decision decision =
              client.decideNow(DecisionRequest.builder("campaigns/pid").slot("banner").build());
          assertThat(client.reportNow(decision.outcome("click").value(1.0).build()).fate())
              .isEqualTo(Fate.ACCEPTED);
          decisions++;
        }
        assertThat(seen(client)).isEqualTo(decisions);
        server.kill();
      }
    }
  }

  private static long seen(BanditClient client) {
    return client.campaigns().statistics("campaigns/pid").slots().get(0).arms().stream()
        .mapToLong(arm -> arm.decisions())
        .sum();
  }
}
