package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.client.BanditClient;
import dev.bandolier.client.CampaignStatistics;
import dev.bandolier.client.Decision;
import dev.bandolier.client.DecisionRequest;
import dev.bandolier.client.Fate;
import dev.bandolier.client.OutcomeReport;
import dev.bandolier.client.SlotChoices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server that was stopped and started again still knows: everything. */
final class RestartIT {
  private static final String MAIL = "campaigns/spring-mail";
  private static final int DECISIONS = 100;

  @TempDir private Path folder;

  /** What can be seen of a server's memory. */
  private record Memory(
      List<Decision> decisions, CampaignStatistics statistics, List<SlotChoices> probe) {}

  @Test
  void stoppedServer_startsWithAllThatItKnew() throws IOException {
    Memory before = firstLife();
    try (ServerProcess server = ServerProcess.start(folder);
        BanditClient client = SharedServer.client(server)) {
      compare(client, before);
      OutcomeReport again = open(before.decisions().get(0));
      assertThat(client.reportNow(again).fate()).isEqualTo(Fate.DUPLICATE);
    }
  }

  @Test
  void serverStoppedAmidTraffic_endsInOrder_andLosesNothing() throws Exception {
    List<Caller> callers = new ArrayList<>();
    try (ServerProcess server = ServerProcess.start(folder);
        BanditClient client = SharedServer.client(server)) {
      String banner = TestCampaigns.makeBanner(client, "stopped", "");
      for (int i = 0; i < 4; i++) {
        callers.add(new Caller(banner, "caller-" + i));
      }
      List<Thread> threads = callers.stream().map(caller -> caller.start(client)).toList();
      Await.until("traffic", () -> callers.stream().allMatch(each -> each.outcomes() >= 10));
      assertThat(server.stop()).as("the JVM's exit code after SIGTERM").isEqualTo(143);
      assertThat(server.output()).contains("stopped").doesNotContain("SIGSEGV", "ERROR");
      client.close(Duration.ZERO);
      for (Thread thread : threads) {
        thread.join();
      }
    }
    try (ServerProcess server = ServerProcess.start(folder);
        BanditClient client = SharedServer.client(server)) {
      assertThat(server.output()).contains("stopped cleanly");
      Caller.finishAndCompare(client, callers);
    }
  }

  @Test
  void lostStore_isFoldedAgainFromTheJournal_toTheSameBits() throws IOException {
    Memory before = firstLife();
    delete(ServerProcess.data(folder).resolve("store"));
    delete(ServerProcess.data(folder).resolve("catalog"));
    try (ServerProcess server = ServerProcess.start(folder);
        BanditClient client = SharedServer.client(server)) {
      compare(client, before);
    }
  }

  private Memory firstLife() throws IOException {
    Path file = Files.writeString(folder.resolve("mail.yaml"), TestCampaigns.mail(MAIL));
    try (ServerProcess server = ServerProcess.start(folder, "--campaign", file.toString())) {
      Memory memory = live(server);
      server.stop();
      assertThat(server.output()).contains("stopped").doesNotContain("ERROR", "Exception");
      return memory;
    }
  }

  private static Memory live(ServerProcess server) {
    try (BanditClient client = SharedServer.client(server)) {
      List<Decision> decisions = new ArrayList<>();
      for (int i = 0; i < DECISIONS; i++) {
        Decision decision = client.decideNow(question(i));
        decisions.add(decision);
        if (decision.arm("subject").equals("offer") || i % 5 == 0) {
          client.reportNow(open(decision));
        }
      }
      List<SlotChoices> probe = probe(client, "probe-before");
      awaitDecisions(client, DECISIONS + 1);
      return new Memory(decisions, client.campaigns().statistics(MAIL), probe);
    }
  }

  private static DecisionRequest question(int i) {
    return TestCampaigns.reader(MAIL)
        .decisionId("mail-" + i)
        .unit("reader-" + i)
        .label("send", i < 50 ? "first" : "second")
        .returnPmf()
        .build();
  }

  private static OutcomeReport open(Decision decision) {
    return decision.outcome("open").outcomeId("open-" + decision.id()).build();
  }

  /** The probabilities that the posteriors give; it teaches nothing. */
  private static List<SlotChoices> probe(BanditClient client, String id) {
    DecisionRequest.Builder request = TestCampaigns.reader(MAIL).decisionId(id).deferred();
    return client.decideNow(request.slot("subject").returnPmf().build()).slots();
  }

  private static void compare(BanditClient client, Memory before) {
    for (int i = 0; i < DECISIONS; i++) {
      assertThat(client.decideNow(question(i))).isEqualTo(before.decisions().get(i));
    }
    assertThat(probe(client, "probe-before")).isEqualTo(before.probe());
    CampaignStatistics after = client.campaigns().statistics(MAIL);
    assertThat(after.slots()).isEqualTo(before.statistics().slots());
    assertThat(after.labels()).isEqualTo(before.statistics().labels());
    assertThat(after.fates()).isEqualTo(before.statistics().fates());
    assertThat(after.openDecisions()).isEqualTo(before.statistics().openDecisions());
    assertThat(probe(client, "probe-after").get(0).choices().get(0).pmf())
        .isEqualTo(before.probe().get(0).choices().get(0).pmf());
  }

  private static void awaitDecisions(BanditClient client, int number) {
    Await.until("folded", () -> client.campaigns().statistics(MAIL).openDecisions() == number);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> inside = Files.walk(directory)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
