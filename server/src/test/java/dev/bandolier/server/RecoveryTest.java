package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server makes of a data directory that is not as it left it. */
class RecoveryTest {
  private static final String CAMPAIGN = "campaigns/banner";
  static final int SEGMENT = 1 << 20;
  private static final UpkeepConfig OFTEN = new UpkeepConfig(1000, 0, 0, SEGMENT, 0);
  private static final UpkeepConfig NEVER = new UpkeepConfig(0, 0, 0, SEGMENT, 0);

  @TempDir private static Path origin;
  private static Life life;

  @TempDir private Path folder;
  private Path data;

  /**
   * What a server left that took two bases amid its facts and was stopped. Only read.
   *
   * @param copy of it while it ran
   * @param decisions it made
   * @param statistics it had
   */
  private record Life(
      Path data, Path copy, List<Decision> decisions, List<SlotStatistics> statistics) {}

  /** One server lives for all tests; each of them damages a copy of what it left. */
  @BeforeAll
  static void liveOnce() throws Exception {
    life = live(origin);
  }

  @BeforeEach
  void copyLife() throws IOException {
    data = folder.resolve("data");
    copy(life.data(), data);
  }

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

  private static Life live(Path folder) throws Exception {
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

  private static DecisionRequest request(int i) {
    return DecisionRequest.builder(CAMPAIGN).decisionId("d" + i).returnPmf().build();
  }

  private static void awaitBase(Path data, long older) {
    Await.until("a base", Duration.ofSeconds(60), () -> newest(data) > older);
  }

  private static long newest(Path data) {
    try {
      return bases(data).newest(Long.MAX_VALUE).map(BaseSnapshot::position).orElse(0L);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Copies file by file, as {@code cp -r} does; some may be gone while we look. */
  private static void copy(Path from, Path to) throws IOException {
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

  private static String conditionAfterAll(Path directory) throws Exception {
    return conditionAfterAll(directory, life);
  }

  /** How a server finds a directory, in which it has to know all of a life. */
  private static String conditionAfterAll(Path directory, Life before) throws Exception {
    try (Server server = Server.start(config(directory, NEVER), Facilities.NONE);
        BanditClient client = client(server)) {
      assertThat(client.campaigns().statistics(CAMPAIGN).slots()).isEqualTo(before.statistics());
      for (int i = 0; i < before.decisions().size(); i++) {
        assertThat(client.decideNow(request(i))).isEqualTo(before.decisions().get(i));
      }
      return server.condition();
    }
  }

  @Test
  void stoppedServer_isNotMadeAgain() throws Exception {
    Life own = live(folder.resolve("own"));
    assertThat(conditionAfterAll(own.data(), own)).isEqualTo("stopped cleanly");
  }

  @Test
  void copyOfAStoppedServer_isNotMadeAgain() throws Exception {
    assertThat(conditionAfterAll(data)).isEqualTo("stopped cleanly");
  }

  @Test
  void copyOfARunningServer_isMadeAgainFromItsNewestBase() throws Exception {
    Path copy = folder.resolve("copy");
    copy(life.copy(), copy);
    long newest = bases(copy).newest(Long.MAX_VALUE).orElseThrow().position();
    assertThat(conditionAfterAll(copy))
        .startsWith("made again from the base snapshot at " + newest);
  }

  @Test
  void lostStore_isMadeAgain_fromTheOlderBaseWhereTheNewestIsDamaged() throws Exception {
    delete(data.resolve("store"));
    BaseSnapshot newest = bases(data).newest(Long.MAX_VALUE).orElseThrow();
    byte[] bytes = Files.readAllBytes(newest.file());
    bytes[bytes.length / 2] ^= 1;
    Files.write(newest.file(), bytes);
    long older = bases(data).newest(newest.position() - 1).orElseThrow().position();
    assertThat(conditionAfterAll(data)).startsWith("made again from the base snapshot at " + older);
    assertThat(newest.file()).doesNotExist();
  }

  @Test
  void lostStoreWithoutBases_isMadeAgainFromTheFirstFact() throws Exception {
    delete(data.resolve("store"));
    delete(data.resolve("bases"));
    assertThat(conditionAfterAll(data)).isEqualTo("made again from the journal's first fact on");
  }

  @Test
  void lostCatalog_isNoticed_andMadeAgainWithTheStore() throws Exception {
    delete(data.resolve("catalog"));
    assertThat(conditionAfterAll(data)).startsWith("made again from the base snapshot");
  }

  @Test
  void cutCatalog_isMadeAgainWithTheStore() throws Exception {
    Path file = firstFile(data.resolve("catalog"));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(100);
    }
    assertThat(conditionAfterAll(data)).startsWith("made again from the base snapshot");
  }

  @Test
  void anotherServersCatalog_isNoticed_andMadeAgainWithTheStore() throws Exception {
    Path other = folder.resolve("other");
    try (Server server = Server.start(config(other, NEVER), Facilities.NONE);
        BanditClient client = client(server)) {
      client.campaigns().create(wide("campaigns/other", "60s", "60s"));
    }
    delete(data.resolve("catalog"));
    copy(other.resolve("catalog"), data.resolve("catalog"));
    assertThat(conditionAfterAll(data)).startsWith("made again from the base snapshot");
  }

  private static Path firstFile(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void baseOfANewerVersion_isRefusedWhereItIsNeeded_andNothingIsChanged() throws Exception {
    Path newest = bases(data).newest(Long.MAX_VALUE).orElseThrow().file();
    makeNewer(newest);
    assertThat(conditionAfterAll(data)).isEqualTo("stopped cleanly");
    delete(data.resolve("catalog"));
    Map<String, Long> before = sizes(data);
    ServerConfig config = config(data, NEVER);
    assertThatThrownBy(() -> Server.start(config, Facilities.NONE))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(newest.toString())
        .hasMessageContaining("format 2")
        .hasMessageContaining("Nothing was changed");
    assertThat(sizes(data)).containsAllEntriesOf(before);
  }

  /** Writes the next version into an image's header, with the right checksum. */
  private static void makeNewer(Path image) throws IOException {
    byte[] bytes = Files.readAllBytes(image);
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(8, header.getInt(8) + 1);
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, 44);
    header.putInt(44, (int) sum.getValue());
    Files.write(image, bytes);
  }

  /** Of everything in a directory that has a size worth telling. */
  private static Map<String, Long> sizes(Path directory) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sizes.put(directory.relativize(file).toString(), Files.size(file));
      }
    }
    return sizes;
  }

  @Test
  void machineThatStopped_makesTheStoreAnew() throws Exception {
    Files.delete(data.resolve("store/clean"));
    Files.writeString(data.resolve("store/boot"), "another boot\n");
    assertThat(conditionAfterAll(data)).startsWith("made again from the base snapshot");
  }

  @Test
  void storeThatKnowsMoreThanTheJournal_isMadeAgain() throws Exception {
    Path older = folder.resolve("older");
    copy(data, older);
    try (Server server = Server.start(config(data, NEVER), Facilities.NONE);
        BanditClient client = client(server)) {
      client.decideNow(request(life.decisions().size()));
    }
    delete(older.resolve("store"));
    copy(data.resolve("store"), older.resolve("store"));
    assertThat(conditionAfterAll(older)).startsWith("made again from the base snapshot");
  }

  @Test
  void journalWithoutItsBeginning_andNoBaseThatReachesIt_isRefused_andSaysWhatToDo()
      throws Exception {
    delete(data.resolve("store"));
    Files.delete(data.resolve("journal/0000000000000000.log"));
    ServerConfig config = config(data, NEVER);
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> Server.start(config, Facilities.NONE))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("it is empty")
          .hasMessageContaining("the journal begins at position " + (SEGMENT + 64))
          .hasMessageContaining("of a backup");
    }
  }
}
