package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bandolier.server.event.FactType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that refuses to start has nothing open afterwards, and the directory is as it was. */
final class FailingStartTest {

  private static final Path MAPS = Path.of("/proc/self/maps");

  @TempDir private Path folder;

  private Path data() {
    return folder.resolve("data");
  }

  @BeforeEach
  void serveForAWhile() throws Exception {
    assumeTrue(Files.isReadable(MAPS), "what is mapped is only known on Linux");
    try (SampleServer server = SampleServer.start(data()).traffic(0, 10)) {
      assertThat(mapped()).as("while it runs").isPositive();
      assertThat(server.server().port()).isPositive();
    }
  }

  @AfterEach
  void nothingIsLeftOpen() throws Exception {
    assertThat(mapped()).isZero();
    DataDirectory.take(data()).close();
  }

  private long mapped() throws IOException {
    String store = data().toRealPath().resolve("store") + "/";
    try (Stream<String> lines = Files.lines(MAPS)) {
      return lines.filter(line -> line.contains(store)).count();
    }
  }

  private void startsAgain() throws StartException {
    try (SampleServer server = SampleServer.resume(data()).traffic(10, 20)) {
      assertThat(server.server().condition()).isEqualTo("stopped cleanly");
    }
  }

  private void refused(String why, String... more) {
    ServerConfig config = SampleServer.config(data(), more);
    assertThatThrownBy(() -> Server.start(config, Facilities.NONE))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(why);
  }

  @Test
  void takenPort_andARefusedCampaign_areSaid_andItStartsWithoutThem() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      refused("Choose another address with --listen", "--listen", address);
    }
    refused("the campaign campaigns/none is refused", "--campaign", badCampaign());
    startsAgain();
  }

  @Test
  void damagedJournal_isSaid() throws Exception {
    Salvaging salvaging = new Salvaging(data(), folder.resolve("copy"));
    assertThat(salvaging.damage(record -> record.type() == FactType.VALUE_SEEN)).isNotEmpty();
    for (Path derived : new Path[] {data().resolve("store"), data().resolve("catalog")}) {
      Life.delete(derived);
    }
    refused("bandolier salvage");
  }

  @Test
  void firstStartThatWasCutOff_isBegunAgain() throws Exception {
    Path begun = Files.createDirectories(folder.resolve("begun"));
    Files.createFile(begun.resolve("lock"));
    Files.writeString(begun.resolve("format.new"), "");
    DataDirectory.take(begun).close();
    assertThat(begun.resolve("format")).hasContent(DataDirectory.FORMAT + "\n");
  }

  @Test
  void storeOfANewerVersion_isSaid() throws Exception {
    Path format = data().resolve("store/format");
    String known = Files.readString(format);
    Files.writeString(format, "bandolier-store 99\n");
    refused("99");
    Files.writeString(format, known);
  }

  @Test
  void damagedExtentBesideWholeOnes_isMadeAgain_andWhatWasOpenIsClosed() throws Exception {
    try (Stream<Path> files = Files.list(data().resolve("store"))) {
      Path extent =
          files.filter(file -> file.toString().endsWith(".dat")).max(Path::compareTo).orElseThrow();
      Files.write(extent, new byte[64]);
    }
    refused("is refused", "--campaign", badCampaign());
  }

  private String badCampaign() throws IOException {
    return Files.writeString(folder.resolve("bad.yaml"), "name: campaigns/none\n").toString();
  }
}
