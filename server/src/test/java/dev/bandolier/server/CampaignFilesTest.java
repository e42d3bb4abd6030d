package dev.bandolier.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CampaignFilesTest {

  @TempDir Path scratch;

  /** A start with a file that says what is there already is no change: it writes no fact, and history stays short. */
  @Test
  void aFile_makesItsCampaign_leavesItAsItIs_orUpdatesIt() throws Exception {
    Path data = scratch.resolve("data");
    try (SampleServer server = SampleServer.start(data)) {
      assertThat(revision(server.server())).isEqualTo(1);
    }
    try (SampleServer server = SampleServer.start(data)) {
      assertThat(revision(server.server())).isEqualTo(1);
    }
    assertThat(revisionWith(data, "floor: 0.01")).isEqualTo(2);
    assertThat(revisionWith(data, "floor: 0.01")).isEqualTo(2);
    try (SampleServer server = SampleServer.start(data)) {
      assertThat(revision(server.server())).isEqualTo(3);
    }
  }

  private long revisionWith(Path data, String line) throws IOException, StartException {
    String before = Files.readString(data.resolveSibling("campaigns").resolve("mail.yaml"));
    Path file = Files.writeString(scratch.resolve("changed.yaml"), before + line + "\n");
    ServerConfig config = SampleServer.config(data, "--campaign", file.toString());
    try (Server server = Server.start(config, Facilities.NONE)) {
      return revision(server);
    }
  }

  private static long revision(Server server) {
    return requireNonNull(server.rooms().management().get(SampleServer.MAIL)).revision();
  }
}
