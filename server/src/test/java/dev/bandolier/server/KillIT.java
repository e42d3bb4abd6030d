package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.client.BanditClient;
import dev.bandolier.client.CampaignStatistics;
import dev.bandolier.client.Decision;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
  private static final int OUTCOMES_BETWEEN_KILLS = 200;

  @TempDir private Path folder;

  @Test
  void killedProcess_losesNothingThatItAcknowledged_andCountsNothingTwice() throws Exception {
    List<Caller> callers = new ArrayList<>();
    String campaign = firstLife(callers);
    for (int kill = 1; kill < KILLS; kill++) {
      ServerProcess.launch(folder).killAfter(Duration.ofMillis(700L * kill));
      live(callers);
    }
    try (ServerProcess server = ServerProcess.start(folder);
        BanditClient client = SharedServer.client(server)) {
      for (Caller caller : callers) {
        caller.finish(client);
      }
      compare(client, campaign, callers);
    }
  }

  private String firstLife(List<Caller> callers) throws IOException, InterruptedException {
    try (ServerProcess server = ServerProcess.start(folder);
        BanditClient client = SharedServer.client(server)) {
      String campaign = TestCampaigns.makeBanner(client, "killed", "");
      for (int i = 0; i < CALLERS; i++) {
        callers.add(new Caller(campaign, "caller-" + i));
      }
      killAmidTraffic(server, client, callers);
      return campaign;
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
    Await.until("enough traffic", () -> outcomes(callers) >= enough);
    server.kill();
    client.close(Duration.ZERO);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static long outcomes(List<Caller> callers) {
    return callers.stream().mapToLong(Caller::outcomes).sum();
  }

  private static void compare(BanditClient client, String campaign, List<Caller> callers) {
    CampaignStatistics statistics = client.campaigns().statistics(campaign);
    List<Caller.Entry> book = callers.stream().flatMap(each -> each.book().stream()).toList();
    assertThat(book).hasSizeGreaterThan(KILLS * OUTCOMES_BETWEEN_KILLS / 2);
    for (String arm : List.of("a", "b", "c")) {
      var counted = statistics.slot("banner").arm(arm);
      List<Caller.Entry> told = book.stream().filter(entry -> entry.arm().equals(arm)).toList();
      assertThat(counted.decisions()).isEqualTo(told.size());
      assertThat(counted.censored()).isZero();
      assertThat(counted.rewardSum()).isEqualTo(told.stream().mapToInt(Caller.Entry::sum).sum());
    }
    Map<String, Decision> again =
        book.stream()
            .collect(Collectors.toMap(Caller.Entry::id, entry -> entry.askAgain(client, campaign)));
    assertThat(book).allMatch(entry -> entry.decision().equals(again.get(entry.id())));
  }
}
