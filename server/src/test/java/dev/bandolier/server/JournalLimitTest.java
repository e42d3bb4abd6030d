package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.client.BanditClient;
import dev.bandolier.client.Decision;
import dev.bandolier.client.DecisionRequest;
import dev.bandolier.client.Fate;
import dev.bandolier.client.SlotStatistics;
import dev.bandolier.server.learn.UpkeepConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A server whose journal may take eight files, and has to forget. */
class JournalLimitTest {
  private static final String QUICK = "campaigns/quick";
  private static final String SLOW = "campaigns/slow";
  private static final UpkeepConfig LIMITED =
      new UpkeepConfig(1000, 0, 8L * Life.SEGMENT, Life.SEGMENT, 0);

  private static final UpkeepConfig WHOLE = new UpkeepConfig(1000, 0, 0, Life.SEGMENT, 0);

  @TempDir private Path folder;
  private Path data;
  private final List<Decision> remembered = new ArrayList<>();
  private int decided;

  @BeforeEach
  void nameTheData() {
    data = folder.resolve("data");
  }

  @Test
  void rememberedDecisions_outliveTheFactsBeforeThem_throughARestartAndALostStore()
      throws Exception {
    List<SlotStatistics> statistics;
    try (Server server = start();
        BanditClient client = Life.client(server)) {
      client.campaigns().create(Life.wide(QUICK, "1s", "1s").concat("grace: 1s\n"));
      client.campaigns().create(Life.wide(SLOW, "3600s", "3600s"));
      decide(client, 200);
      for (int i = 0; i < 10; i++) {
        remembered.add(client.decideNow(slow(i)));
      }
      decide(client, 200);
      Await.until("cut", Duration.ofMinutes(2), () -> cutAfterMore(client));
      check(client);
      statistics = client.campaigns().statistics(SLOW).slots();
    }
    try (Server server = start();
        BanditClient client = Life.client(server)) {
      assertThat(server.condition()).isEqualTo("stopped cleanly");
      check(client);
    }
    Life.delete(data.resolve("store"));
    Life.delete(data.resolve("catalog"));
    try (Server server = start();
        BanditClient client = Life.client(server)) {
      assertThat(server.condition()).startsWith("made again from the base snapshot");
      assertThat(client.campaigns().statistics(SLOW).slots()).isEqualTo(statistics);
      check(client);
      Decision first = remembered.get(0);
      assertThat(client.reportNow(first.outcome("click").build()).fate()).isEqualTo(Fate.ACCEPTED);
    }
  }

  @Test
  void posteriorsOfThePast_areTheSameBytes_afterTheJournalWasCut() throws Exception {
    String position;
    try (Server server = Server.start(Life.config(data, WHOLE), Facilities.NONE);
        BanditClient client = Life.client(server)) {
      client.campaigns().create(Life.wide(QUICK, "1s", "1s").concat("grace: 1s\n"));
      decide(client, 200);
      Await.until("a base", Duration.ofMinutes(2), () -> canBeCutAfterMore(client));
      position = Long.toString(server.journalPosition() - 1);
    }
    byte[] before = verifyUntil(position);
    Files.delete(data.resolve("journal/0000000000000000.log"));
    assertThat(verifyUntil(position)).isEqualTo(before);
  }

  private boolean canBeCutAfterMore(BanditClient client) {
    decide(client, 5);
    try {
      return Life.bases(data)
          .newest(Long.MAX_VALUE)
          .filter(base -> base.needs() > Life.SEGMENT + 64)
          .isPresent();
    } catch (IOException gone) {
      return false;
    }
  }

  private byte[] verifyUntil(String position) throws IOException {
    Path json = data.resolveSibling("then.json");
    int code =
        new CommandLine(new VerifyCommand())
            .execute(
                ("--ledger-capacity 10000 --memory 32M --ledger-memory 32M --data %s --until %s --json %s")
                    .formatted(data, position, json)
                    .split(" "));
    assertThat(code).isZero();
    return Files.readAllBytes(json);
  }

  private Server start() throws StartException {
    return Server.start(Life.config(data, LIMITED), Facilities.NONE);
  }

  private boolean cutAfterMore(BanditClient client) {
    decide(client, 20);
    return Files.notExists(data.resolve("journal/0000000000000000.log"));
  }

  private void decide(BanditClient client, int number) {
    for (int i = 0; i < number; i++) {
      String id = "q" + decided++;
      client.decideNow(DecisionRequest.builder(QUICK).decisionId(id).build());
    }
  }

  private void check(BanditClient client) {
    for (int i = 0; i < remembered.size(); i++) {
      assertThat(client.decideNow(slow(i))).isEqualTo(remembered.get(i));
    }
  }

  private static DecisionRequest slow(int i) {
    return DecisionRequest.builder(SLOW).decisionId("s" + i).returnPmf().build();
  }
}
