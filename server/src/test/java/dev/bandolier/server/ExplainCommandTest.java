package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ExplainCommandTest {

  @TempDir private Path folder;

  @Test
  void numberOfArmsThatIsNone_isRefusedByItsName() throws Exception {
    Path data = folder.resolve("data");
    try (SampleServer server = SampleServer.start(data).traffic(0, 2)) {
      assertThat(server.server().port()).isPositive();
    }
    StringWriter said = new StringWriter();
    int code =
        new CommandLine(new ExplainCommand())
            .setErr(new PrintWriter(said))
            .execute(
                ("--decision mail-1 --arms -3 --memory 16M --ledger-memory 64M --data " + data)
                    .split(" "));
    assertThat(code).isEqualTo(AnswerOptions.FAILED);
    assertThat(said.toString()).contains("max_contributions: 0 to 1000");
  }
}
