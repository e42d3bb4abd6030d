package dev.bandolier.server;

import dev.bandolier.client.BanditClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several callers decide and report, everything twice, while the process is killed with SIGKILL
 * again and again. What a caller was told is written into its own book; whatever failed, it asks for
 * again under the same id. In the end the server's figures have to be those of the books.
 */
final class KillIT {
  private static final int KILLS = 5;
  private static final int CALLERS = 4;
  private static final int OUTCOMES_BETWEEN_KILLS = 100;
  private static final Duration RECOVERING = Duration.ofMillis(1500);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path folder;

  @Test
  void killedProcess_losesNothingThatItAcknowledged_andCountsNothingTwice() throws Exception {
    List<Caller> callers = new ArrayList<>();
    firstLife(callers);
    for (int kill = 1; kill < KILLS; kill++) {
      live(callers);
    }
    ServerProcess.launch(folder).killAfter(RECOVERING);
    try (ServerProcess server = ServerProcess.start(folder);
        BanditClient client = SharedServer.client(server)) {
      Caller.finishAndCompare(client, callers);
    }
  }

  private void firstLife(List<Caller> callers) throws IOException, InterruptedException {
    try (ServerProcess server = ServerProcess.start(folder);
        BanditClient client = SharedServer.client(server)) {
      String campaign = TestCampaigns.makeBanner(client, "killed", "");
      for (int i = 0; i < CALLERS; i++) {
        callers.add(new Caller(campaign, "caller-" + i));
      }
      killAmidTraffic(server, client, callers);
    }
  }

  private void live(List<Caller> callers) throws IOException, InterruptedException {
    try (ServerProcess server = ServerProcess.start(folder);
        BanditClient client = SharedServer.client(server)) {
      killAmidTraffic(server, client, callers);
    }
  }

  private static void killAmidTraffic(
      ServerProcess server, BanditClient client, List<Caller> callers) throws InterruptedException {
    long enough = outcomes(callers) + OUTCOMES_BETWEEN_KILLS;
    List<Thread> threads = callers.stream().map(caller -> caller.start(client)).toList();
    Await.until("enough traffic", PATIENCE, () -> outcomes(callers) >= enough);
    server.kill();
    client.close(Duration.ZERO);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static long outcomes(List<Caller> callers) {
    return callers.stream().mapToLong(Caller::outcomes).sum();
  }
}
