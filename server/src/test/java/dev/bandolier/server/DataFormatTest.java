package dev.bandolier.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bandolier.server.decide.DecideOutcome;
import dev.bandolier.server.learn.Comparison;
import dev.bandolier.server.statistics.CampaignStatistics;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.SlotDecision;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Data written by this and earlier versions: {@code data-format-1.zip} is a data directory that a server of data
 * format 1 has left, {@code data-format-1.json} what that server said last, and so on.
 */
final class DataFormatTest {

  private static final String FIXTURE = "/data-format-";
  private static final int OLDEST = 1;

  @TempDir private Path folder;

  private Path data() {
    return folder.resolve("data");
  }

  @ParameterizedTest
  @ValueSource(ints = {OLDEST, DataDirectory.FORMAT})
  void dataOfKnownFormat_areEqualToTheirJournal_andAsTheyWereLeft(int format) throws Exception {
    unpack(format);
    Comparison found = verify();
    JsonNode left = left(format);
    assertThat(found.differences()).isEmpty();
    assertThat(found.matches()).isTrue();
    assertThat(found.digestStore()).isEqualTo(left.get("digest").asText());
    assertThat(found.entries()).isEqualTo(left.get("entries").asLong());
  }

  @ParameterizedTest
  @ValueSource(ints = {OLDEST, DataDirectory.FORMAT})
  void dataOfKnownFormat_areServedAsTheyWere_andGoOn(int format) throws Exception {
    unpack(format);
    try (SampleServer server = SampleServer.start(data())) {
      assertThat(timeless(said(server))).isEqualTo(timeless(left(format).get("said")));
      server.traffic(1000, 1010);
    }
    assertThat(verify().matches()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {OLDEST, DataDirectory.FORMAT})
  void dataOfKnownFormat_withoutTheirStore_areFoldedToTheSame(int format) throws Exception {
    unpack(format);
    for (String derived : new String[] {"store", "catalog"}) {
      deleteFiles(data().resolve(derived));
    }
    try (SampleServer server = SampleServer.start(data())) {
      assertThat(timeless(said(server))).isEqualTo(timeless(left(format).get("said")));
    }
  }

  @Test
  void dataOfAnOlderFormat_areOfThisOne_onceTheyAreServed() throws Exception {
    unpack(OLDEST);
    var unused = verify();
    assertThat(data().resolve("format")).hasContent("1\n");
    SampleServer.start(data()).close();
    assertThat(data().resolve("format")).hasContent(DataDirectory.FORMAT + "\n");
  }

  @Test
  void newerFormatOfTheDataDirectory_isRefused() throws Exception {
    unpack(OLDEST);
    Files.writeString(data().resolve("format"), (DataDirectory.FORMAT + 1) + "\n");
    refused("newer version");
  }

  @Test
  void newerFormatOfTheStore_isRefused() throws Exception {
    unpack(OLDEST);
    Path format = data().resolve("store").resolve("format");
    Files.writeString(format, "bandolier-store 1000\n");
    refused("the store has format");
  }

  @Test
  void newerFormatOfTheJournal_isRefused() throws Exception {
    unpack(OLDEST);
    raise(data().resolve("journal").resolve("0000000000000000.log"));
    refused("format version 2");
  }

  private static void raise(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(8, bytes.getInt(8) + 1);
    Files.write(file, bytes.array());
  }

  /** In one line, with nothing touched. */
  private void refused(String reason) throws IOException {
    Map<String, ByteBuffer> before = contents();
    assertThatThrownBy(() -> SampleServer.start(data()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
    assertThat(contents()).isEqualTo(before);
  }

  /** What all files hold, but for the boot of the machine that had them open last. */
  private Map<String, ByteBuffer> contents() throws IOException {
    Map<String, ByteBuffer> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(data())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = data().relativize(file).toString();
        if (!name.endsWith("lock") && !name.equals("store/boot")) {
          contents.put(name, ByteBuffer.wrap(Files.readAllBytes(file)));
        }
      }
    }
    return contents;
  }

  private Comparison verify() throws IOException, StartException {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, UTF_8);
    try (ProgressLine silent = new ProgressLine(nowhere, false, System::nanoTime)) {
      return Verification.run(SampleServer.config(data()), data(), silent).comparison();
    }
  }

  /** Statistics of every arm, and the pmf of a decision that teaches nothing. */
  private static ObjectNode said(SampleServer server) {
    ObjectNode said = JsonFile.object();
    var campaign =
        Objects.requireNonNull(server.server().campaigns().find(SampleServer.MAIL), "no campaign");
    CampaignStatistics statistics =
        Objects.requireNonNull(
            server.server().rooms().statistics().of(campaign, null), "no statistics");
    statistics.slots().forEach(slot -> said.withArray("slots").add(slot.toString()));
    statistics.fates().keySet().stream()
        .sorted()
        .forEach(fate -> said.put(fate.name(), statistics.fates().get(fate)));
    DecideRequest probe =
        DecideRequest.newBuilder()
            .setCampaign(SampleServer.MAIL)
            .setDecisionId("probe")
            .setDeferred(true)
            .setReturnPmf(true)
            .build();
    if (server.server().rooms().decider().decide(probe) instanceof DecideOutcome.Decided decided) {
      server.server().rooms().decider().answered(decided);
      SlotDecision subject = decided.response().getSlots(0);
      said.put("pmf", subject.toString());
    }
    return said;
  }

  /** Without how many windows are over: that is for the wall clock to say, and the data are as old as they are. */
  private static String timeless(JsonNode said) {
    return said.toString().replaceAll("closed=\\d+", "closed");
  }

  private static JsonNode left(int format) throws IOException {
    try (InputStream json = resource(format + ".json")) {
      return new ObjectMapper().readTree(json);
    }
  }

  private static InputStream resource(String suffix) {
    return Objects.requireNonNull(DataFormatTest.class.getResourceAsStream(FIXTURE + suffix));
  }

  private void unpack(int format) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(resource(format + ".zip"))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = data().resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.copy(zip, file);
      }
    }
  }

  private static void deleteFiles(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  /** Makes the files anew, for the first version of a format only: {@code -Dbandolier.fixture=DIR}. */
  @Test
  @EnabledIfSystemProperty(named = "bandolier.fixture", matches = ".+")
  void write() throws Exception {
    Path to = Path.of(System.getProperty("bandolier.fixture"));
    String name = "data-format-" + DataDirectory.FORMAT;
    ObjectNode left = JsonFile.object();
    SampleServer.start(data()).traffic(0, 60).close();
    Comparison found = verify();
    left.put("digest", found.digestStore()).put("entries", found.entries());
    try (OutputStream out = Files.newOutputStream(to.resolve(name + ".zip"));
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> files = Files.walk(data())) {
      zip.setLevel(9);
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        zip.putNextEntry(new ZipEntry(data().relativize(file).toString()));
        Files.copy(file, zip);
      }
    }
    try (SampleServer server = SampleServer.start(data())) {
      left.set("said", said(server));
    }
    JsonFile.write(to.resolve(name + ".json"), left);
  }
}
