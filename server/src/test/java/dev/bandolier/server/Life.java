package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.client.BanditClient;
import dev.bandolier.client.Decision;
import dev.bandolier.client.DecisionRequest;
import dev.bandolier.client.SlotStatistics;
import dev.bandolier.server.journal.Durability;
import dev.bandolier.server.learn.BaseListener;
import dev.bandolier.server.learn.BaseSnapshot;
import dev.bandolier.server.learn.BaseSnapshots;
import dev.bandolier.server.learn.UpkeepConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a server left that took two bases amid its facts and was stopped. Only read.
 *
 * @param copy of it while it ran
 * @param decisions it made
 * @param statistics it had
 */
record Life(Path data, Path copy, List<Decision> decisions, List<SlotStatistics> statistics) {

  static final String CAMPAIGN = "campaigns/banner";
  static final int SEGMENT = 1 << 20;
  static final UpkeepConfig NEVER = new UpkeepConfig(0, 0, 0, SEGMENT, 0);
  private static final UpkeepConfig OFTEN = new UpkeepConfig(1000, 0, 0, SEGMENT, 0);

  static ServerConfig config(Path directory, UpkeepConfig upkeep) {
    Address anywhere = new Address("127.0.0.1", 0);
    return new ServerConfig(
        anywhere,
        anywhere,
        directory,
        List.of(),
        Durability.PROCESS,
        Durability.PROCESS,
        10_000,
        1_000_000,
        32 << 20,
        32 << 20,
        64,
        SEGMENT,
        0,
        upkeep,
        null,
        false);
  }

  static BanditClient client(Server server) {
    return BanditClient.builder()
        .target("127.0.0.1:" + server.port())
        .deadline(Duration.ofSeconds(30))
        .batchDeadline(Duration.ofSeconds(30))
        .adminDeadline(Duration.ofSeconds(30))
        .build();
  }

  static BaseSnapshots bases(Path directory) {
    return BaseSnapshots.read(directory.resolve("bases"), BaseListener.NONE);
  }

  static Life live(Path folder) throws Exception {
    Path data = folder.resolve("data");
    Path copy = folder.resolve("copy");
    List<Decision> decisions = new ArrayList<>();
    List<SlotStatistics> statistics;
    try (Server server = Server.start(config(data, OFTEN), Facilities.NONE);
        BanditClient client = client(server)) {
      client.campaigns().create(wide(CAMPAIGN, "3600s", "3600s"));
      decide(client, decisions);
      awaitBase(data, 0);
      decide(client, decisions);
      awaitBase(data, newest(data));
      decide(client, decisions);
      statistics = client.campaigns().statistics(CAMPAIGN).slots();
      copy(data, copy);
    }
    assertThat(Files.exists(data.resolve("journal/0000000000100000.log"))).isTrue();
    return new Life(data, copy, decisions, statistics);
  }

  /** So many arms that a hundred decisions fill a file of the journal. */
  static String wide(String name, String window, String remember) {
    String arms =
        IntStream.range(0, 1000)
            .mapToObj(arm -> "{id: arm%d}".formatted(arm))
            .collect(Collectors.joining(", "));
    return """
        name: %s
        slots:
          - {name: banner, default_arm: arm0, arms: [%s]}
        reward_rules:
          - {outcome: click, reward: 1, window: %s}
        remember: %s
        """
        .formatted(name, arms, window, remember);
  }

  private static void decide(BanditClient client, List<Decision> decisions) {
    for (int i = 0; i < 60; i++) {
      Decision decision = client.decideNow(request(decisions.size()));
      decisions.add(decision);
      client.reportNow(decision.outcome("click").build());
    }
  }

  static DecisionRequest request(int i) {
    return DecisionRequest.builder(CAMPAIGN).decisionId("d" + i).returnPmf().build();
  }

  private static void awaitBase(Path data, long older) {
    Await.until("a base", Duration.ofSeconds(60), () -> newest(data) > older);
  }

  static long newest(Path data) {
    try {
      return bases(data).newest(Long.MAX_VALUE).map(BaseSnapshot::position).orElse(0L);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Copies file by file, as {@code cp -r} does; some may be gone while we look. */
  static void copy(Path from, Path to) throws IOException {
    if (Files.isDirectory(from)) {
      Files.createDirectories(to);
      try (Stream<Path> inside = Files.list(from)) {
        for (Path each : inside.toList()) {
          copy(each, to.resolve(each.getFileName()));
        }
      }
    } else {
      copyFile(from, to);
    }
  }

  private static void copyFile(Path from, Path to) throws IOException {
    try {
      Files.copy(from, to);
    } catch (NoSuchFileException gone) {
      assertThat(from).doesNotExist();
    }
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
