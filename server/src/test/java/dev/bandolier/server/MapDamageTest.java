package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.server.decide.DecideOutcome.Decided;
import dev.bandolier.server.rpc.Rooms;
import dev.bandolier.server.store.BlockDigest;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.server.store.Recovery;
import dev.bandolier.server.store.StoreConfig;
import dev.bandolier.server.store.StoreListener;
import dev.bandolier.v1.AcknowledgeWhen;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.CreateCampaignRequest;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.Outcome;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Whatever happens to the files that are derived from the journal: the next start makes them again and
 * holds what it held before, bit for bit.
 */
final class MapDamageTest {

  private static final int DECISIONS = 60;

  @TempDir private Path folder;
  private Path data;
  private String before = "";

  @BeforeEach
  void stopAServerCleanly() throws Exception {
    data = folder.resolve("data");
    try (Server server = start()) {
      teach(server.rooms(), "campaigns/first", "a", "b");
      teach(server.rooms(), "campaigns/second", "c", "d", "e");
    }
    before = digest();
  }

  private Server start() throws StartException {
    ServeCommand command = new ServeCommand();
    new CommandLine(command)
        .parseArgs(
            "--data",
            data.toString(),
            "--listen",
            "127.0.0.1:0",
            "--http",
            "127.0.0.1:0",
            "--memory",
            "16M",
            "--ledger-memory",
            "32M",
            "--ledger-capacity",
            "1000",
            "--journal-segment",
            "4M",
            "--disk-watermark",
            "0");
    return Server.start(command.config(), Facilities.NONE);
  }

  private static void teach(Rooms rooms, String name, String... arms) throws Exception {
    Campaign campaign = CampaignFile.parse(TestCampaigns.banner(name), name);
    Campaign.Builder wanted = campaign.toBuilder();
    wanted.getSlotsBuilder(0).clearArms().setDefaultArm(arms[0]);
    Stream.of(arms).forEach(arm -> wanted.getSlotsBuilder(0).addArmsBuilder().setId(arm));
    rooms.management().create(CreateCampaignRequest.newBuilder().setCampaign(wanted).build());
    for (int i = 0; i < DECISIONS; i++) {
      DecideRequest request =
          DecideRequest.newBuilder().setCampaign(name).setDecisionId("d" + i).build();
      Decided decided = (Decided) rooms.decider().decide(request);
      rooms.decider().answered(decided);
      rooms.feedback().report(click(name, i), AcknowledgeWhen.ACKNOWLEDGE_WHEN_FOLDED).join();
    }
  }

  private static Outcome click(String campaign, int decision) {
    return Outcome.newBuilder()
        .setCampaign(campaign)
        .setDecisionId("d" + decision)
        .setName("click")
        .setValue(decision)
        .build();
  }

  /** Of all that the store holds, which was closed cleanly. */
  private String digest() throws IOException {
    StoreConfig config = StoreConfig.defaults().withMemory(16 << 20, 32 << 20).verified();
    try (BlockStore store = BlockStore.open(data.resolve("store"), config, StoreListener.NONE)) {
      assertThat(store.recovery()).isEqualTo(new Recovery.Clean());
      return BlockDigest.of(store);
    }
  }

  private void assertMadeAgain() throws Exception {
    start().close();
    assertThat(digest()).isEqualTo(before);
  }

  private List<Path> files(String room, Predicate<String> wanted) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve(room))) {
      return files.filter(file -> wanted.test(file.getFileName().toString())).sorted().toList();
    }
  }

  private List<Path> extents(String share) throws IOException {
    return files("store", name -> name.startsWith("blocks-" + share));
  }

  private static void change(Path file, Change change) throws IOException {
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      change.make(access);
    }
  }

  /** Damages a file. */
  private interface Change {
    void make(RandomAccessFile file) throws IOException;
  }

  /** Zeros over every live payload in the middle of the file, but not over its first pages. */
  private static void zeroTheMiddle(RandomAccessFile file) throws IOException {
    file.seek(file.length() / 8);
    file.write(new byte[(int) (file.length() * 7 / 8)]);
  }

  @Test
  void undamagedFiles_areServedAsTheyAre() throws Exception {
    assertMadeAgain();
  }

  @Test
  void deletedMapFile_isMadeAgain() throws Exception {
    for (String share : List.of("arms", "ledger")) {
      Files.delete(extents(share).get(extents(share).size() - 1));
      assertMadeAgain();
    }
  }

  @Test
  void truncatedMapFile_isMadeAgain() throws Exception {
    for (String share : List.of("arms", "ledger")) {
      change(extents(share).get(0), file -> file.setLength(file.length() / 2));
      assertMadeAgain();
    }
  }

  @Test
  void mapFilesZeroedInTheMiddle_areMadeAgain() throws Exception {
    for (String share : List.of("arms", "ledger")) {
      for (Path extent : extents(share)) {
        change(extent, MapDamageTest::zeroTheMiddle);
      }
      assertMadeAgain();
    }
  }

  @Test
  void lastByteOfAnArmsFileThatIsWrong_leavesNoTrace() throws Exception {
    Path extent = extents("arms").get(0);
    byte[] bytes = Files.readAllBytes(extent);
    int at = bytes.length - 1;
    while (bytes[at] == 0) {
      at--;
    }
    bytes[at] ^= 1;
    Files.write(extent, bytes);
    assertMadeAgain();
  }

  @Test
  void mapFilesThatChangedPlaces_areMadeAgain() throws Exception {
    List<Path> arms = extents("arms");
    Path first = arms.get(0);
    Path second = arms.get(1);
    byte[] kept = Files.readAllBytes(first);
    Files.write(first, Files.readAllBytes(second));
    Files.write(second, kept);
    assertMadeAgain();
  }

  @Test
  void otherBootsStoreThatWasNotClosed_isMadeAgain() throws Exception {
    Files.delete(data.resolve("store").resolve("clean"));
    Files.writeString(data.resolve("store").resolve("boot"), "another boot");
    assertMadeAgain();
  }
}
