package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.journal.JournalReader;
import dev.bandolier.server.journal.ReadOnlyJournal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What salvage gets back of a journal that has lost facts about its campaigns. */
final class SalvageCommandTest {

  @TempDir private Path folder;
  private String output = "";
  private String digest = "";

  private Path data() {
    return folder.resolve("data");
  }

  private Path copy() {
    return folder.resolve("copy");
  }

  private int run(Callable<Integer> command, String... options) {
    StringWriter written = new StringWriter();
    PrintWriter writer = new PrintWriter(written);
    int code = new CommandLine(command).setOut(writer).setErr(writer).execute(options);
    output = written.toString();
    return code;
  }

  private JsonNode json(Callable<Integer> command, String... options) throws IOException {
    Path file = folder.resolve("found.json");
    List<String> all = new ArrayList<>(List.of("--json", file.toString()));
    all.addAll(List.of(options));
    assertThat(run(command, all.toArray(String[]::new))).as(output).isZero();
    return new ObjectMapper().readTree(file.toFile());
  }

  private String verified(Path directory) throws IOException {
    JsonNode found =
        json(
            new VerifyCommand(),
            List.of("--data", directory.toString(), "--memory", "16M", "--ledger-memory", "64M")
                .toArray(String[]::new));
    return found.get("digest_journal").asText();
  }

  /** Mails for four devices, of which the features have room for three. */
  @BeforeEach
  void serveForAWhile() throws Exception {
    try (SampleServer server = SampleServer.start(data()).traffic(0, 60)) {
      assertThat(server.server().journalPosition()).isPositive();
    }
    digest = verified(data());
  }

  /** Damages every fact of some types; how many there were. */
  private int damage(byte... types) throws IOException {
    Path file = journalFile();
    byte[] bytes = Files.readAllBytes(file);
    ReadOnlyJournal journal = ReadOnlyJournal.open(data().resolve("journal"));
    JournalReader reader = journal.read(journal.firstPosition());
    List<Integer> last = new ArrayList<>();
    while (reader.position() < journal.endPosition()) {
      reader.poll(
          record -> {
            for (byte type : types) {
              if (record.type() == type) {
                last.add((int) record.nextPosition() - 8);
              }
            }
          },
          100);
    }
    for (int at : last) {
      bytes[at] ^= 4;
    }
    Files.write(file, bytes);
    return last.size();
  }

  private Path journalFile() throws IOException {
    try (Stream<Path> files = Files.list(data().resolve("journal"))) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }

  private JsonNode salvage() throws IOException {
    return json(new SalvageCommand(), "--data", data().toString(), "--to", copy().toString());
  }

  @Test
  void lostCampaignsAndValues_arePutBackFromTheCatalog_andNothingMeansSomethingElse()
      throws Exception {
    int lost = damage(FactType.CAMPAIGN_CHANGED, FactType.VALUE_SEEN);
    JsonNode salvaged = salvage();
    assertThat(lost).isGreaterThan(3);
    assertThat(salvaged.get("restored_facts").asInt()).isEqualTo(lost);
    assertThat(salvaged.get("lost_facts_at_least").asInt()).isZero();
    assertThat(output).contains("put back  " + lost + " facts about campaigns");
    assertThat(verified(copy())).isEqualTo(digest);
  }

  @Test
  void damagedCatalog_isNoReasonNotToSalvage() throws Exception {
    try (Stream<Path> files = Files.list(data().resolve("catalog"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".log")).toList()) {
        Files.write(file, new byte[100]);
      }
    }
    damage(FactType.VALUE_SEEN);
    assertThat(salvage().get("restored_facts").asInt()).isZero();
    assertThat(output).doesNotContain("put back");
    assertThat(verified(copy())).isNotEqualTo(digest);
  }
}
