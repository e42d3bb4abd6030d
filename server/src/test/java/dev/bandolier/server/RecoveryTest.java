package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bandolier.client.BanditClient;
import dev.bandolier.client.Decision;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.learn.BaseSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server makes of a data directory that is not as it left it. */
class RecoveryTest {
  @TempDir private static Path origin;
  private static Life life;

  @TempDir private Path folder;
  private Path data;

  /** One server lives for all tests; each of them damages a copy of what it left. */
  @BeforeAll
  static void liveOnce() throws Exception {
    life = Life.live(origin);
  }

  @BeforeEach
  void copyLife() throws IOException {
    data = folder.resolve("data");
    Life.copy(life.data(), data);
  }

  private static String conditionAfterAll(Path directory) throws Exception {
    return conditionAfterAll(directory, life);
  }

  /** How a server finds a directory, in which it has to know all of a life. */
  private static String conditionAfterAll(Path directory, Life before) throws Exception {
    try (Server server = Server.start(Life.config(directory, Life.NEVER), Facilities.NONE);
        BanditClient client = Life.client(server)) {
      assertThat(client.campaigns().statistics(Life.CAMPAIGN).slots())
          .isEqualTo(before.statistics());
      for (int i = 0; i < before.decisions().size(); i++) {
        assertThat(client.decideNow(Life.request(i))).isEqualTo(before.decisions().get(i));
      }
      return server.condition();
    }
  }

  @Test
  void stoppedServer_isNotMadeAgain() throws Exception {
    Life own = Life.live(folder.resolve("own"));
    assertThat(conditionAfterAll(own.data(), own)).isEqualTo("stopped cleanly");
  }

  @Test
  void copyOfAStoppedServer_isNotMadeAgain() throws Exception {
    assertThat(conditionAfterAll(data)).isEqualTo("stopped cleanly");
  }

  @Test
  void copyOfARunningServer_isMadeAgainFromItsNewestBase() throws Exception {
    Path copy = folder.resolve("copy");
    Life.copy(life.copy(), copy);
    long newest = Life.bases(copy).newest(Long.MAX_VALUE).orElseThrow().position();
    assertThat(conditionAfterAll(copy))
        .startsWith("made again from the base snapshot at " + newest);
  }

  @Test
  void lostStore_isMadeAgain_fromTheOlderBaseWhereTheNewestIsDamaged() throws Exception {
    Life.delete(data.resolve("store"));
    BaseSnapshot newest = Life.bases(data).newest(Long.MAX_VALUE).orElseThrow();
    byte[] bytes = Files.readAllBytes(newest.file());
    bytes[bytes.length / 2] ^= 1;
    Files.write(newest.file(), bytes);
    long older = Life.bases(data).newest(newest.position() - 1).orElseThrow().position();
    assertThat(conditionAfterAll(data)).startsWith("made again from the base snapshot at " + older);
    assertThat(newest.file()).doesNotExist();
  }

  @Test
  void lostStoreWithoutBases_isMadeAgainFromTheFirstFact() throws Exception {
    Life.delete(data.resolve("store"));
    Life.delete(data.resolve("bases"));
    assertThat(conditionAfterAll(data)).isEqualTo("made again from the journal's first fact on");
  }

  @Test
  void lostCatalog_isNoticed_andMadeAgainWithTheStore() throws Exception {
    Life.delete(data.resolve("catalog"));
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
    try (Server server = Server.start(Life.config(other, Life.NEVER), Facilities.NONE);
        BanditClient client = Life.client(server)) {
      client.campaigns().create(Life.wide("campaigns/other", "60s", "60s"));
    }
    Life.delete(data.resolve("catalog"));
    Life.copy(other.resolve("catalog"), data.resolve("catalog"));
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
    Path newest = Life.bases(data).newest(Long.MAX_VALUE).orElseThrow().file();
    makeNewer(newest);
    assertThat(conditionAfterAll(data)).isEqualTo("stopped cleanly");
    Life.delete(data.resolve("catalog"));
    Map<String, Long> before = sizes(data);
    ServerConfig config = Life.config(data, Life.NEVER);
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
    Life.copy(data, older);
    decideOnce(data, life.decisions().size());
    Life.delete(older.resolve("store"));
    Life.copy(data.resolve("store"), older.resolve("store"));
    assertThat(conditionAfterAll(older)).startsWith("made again from the base snapshot");
  }

  @Test
  void journalWithoutItsBeginning_andNoBaseThatReachesIt_isRefused_andSaysWhatToDo()
      throws Exception {
    Life.delete(data.resolve("store"));
    Files.delete(data.resolve("journal/0000000000000000.log"));
    ServerConfig config = Life.config(data, Life.NEVER);
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> Server.start(config, Facilities.NONE))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("it is empty")
          .hasMessageContaining("the journal begins at position " + (Life.SEGMENT + 64))
          .hasMessageContaining("of a backup");
    }
  }

  /** A base that knows the lost fact would make the store differ from what the journal folds to. */
  @Test
  void salvagedDirectory_hasTheBasesFromBeforeTheLoss_andIsVerified() throws Exception {
    Path saved = folder.resolve("saved");
    Salvaging salvaging = new Salvaging(data, saved);
    long newest = Life.newest(data);
    long[] last = {0};
    salvaging.look(
        record -> {
          boolean known = record.position() < newest && record.type() == FactType.DECISION_MADE;
          last[0] = known ? record.position() : last[0];
        });
    assertThat(salvaging.damage(record -> record.position() == last[0])).hasSize(1);
    List<Long> kept = positions(data).stream().filter(base -> base < last[0]).toList();
    assertThat(kept).hasSize(positions(data).size() - 1).isNotEmpty();
    assertThat(salvaging.salvage().get("bases_left_out").asInt()).isEqualTo(1);
    assertThat(positions(saved)).isEqualTo(kept);
    assertThat(Salvaging.verified(saved)).isNotEmpty();
    try (Server server = Server.start(Life.config(saved, Life.NEVER), Facilities.NONE);
        BanditClient client = Life.client(server)) {
      for (int i = 0; i <= life.decisions().size(); i++) {
        Decision decision = client.decideNow(Life.request(i));
        client.reportNow(decision.outcome("click").outcomeId("late" + i).build());
      }
    }
    assertThat(Salvaging.verified(saved)).isNotEmpty();
  }

  private static void decideOnce(Path directory, int number) throws StartException {
    try (Server server = Server.start(Life.config(directory, Life.NEVER), Facilities.NONE);
        BanditClient client = Life.client(server)) {
      client.decideNow(Life.request(number));
    }
  }

  private static List<Long> positions(Path directory) throws IOException {
    return Life.bases(directory).all().stream().map(BaseSnapshot::position).toList();
  }
}
