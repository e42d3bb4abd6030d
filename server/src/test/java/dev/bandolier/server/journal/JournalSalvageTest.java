package dev.bandolier.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalSalvageTest {

  private static final int RECORDS = 100;

  @TempDir private Path directory;
  private Path live = Path.of("");
  private final Map<Long, String> written = new TreeMap<>();
  private final List<KnownRecord> known = new ArrayList<>();
  private int copies;

  @BeforeEach
  void fill() throws IOException {
    live = directory.resolve("live");
    try (Journal journal = TestJournals.open(live, TestJournals.TINY)) {
      for (int i = 0; i < RECORDS; i++) {
        String text = "record " + i + " ".repeat(i % 40);
        written.put(TestJournals.append(journal, text), text);
      }
    }
  }

  private Path segment(int number) throws IOException {
    try (var files = Files.list(live)) {
      return files.filter(file -> file.toString().endsWith(".log")).sorted().toList().get(number);
    }
  }

  private JournalSalvage.Saved salvage(Path to) throws IOException {
    return new JournalSalvage(live, Files.createDirectories(to), known).run(true);
  }

  private Path target() {
    return directory.resolve("saved" + copies++);
  }

  /** What the saved journal holds, opened as a server does, by position. */
  private static Map<Long, String> read(Path directory) throws IOException {
    Map<Long, String> read = new TreeMap<>();
    try (Journal journal = TestJournals.open(directory, TestJournals.TINY)) {
      assertThat(journal.opening().tornBytes()).isZero();
      JournalReader reader = journal.readChecked(0);
      while (reader.position() < journal.endPosition()) {
        reader.poll(record -> read.put(record.position(), TestJournals.text(record)), 10);
      }
    }
    return read;
  }

  /** Everything in its place but for the records that overlap a stretch. */
  private Map<Long, String> without(long from, long to) {
    Map<Long, String> left = new TreeMap<>(written);
    List<Long> positions = new ArrayList<>(written.keySet());
    for (int i = 0; i < positions.size(); i++) {
      long position = positions.get(i);
      int length = RecordFormat.HEADER_BYTES + written.getOrDefault(position, "").length();
      if (position < to && position + length > from) {
        left.remove(position);
      }
    }
    return left;
  }

  @Test
  void wholeJournal_isCopiedWhole() throws IOException {
    Path to = target();
    JournalSalvage.Saved saved = salvage(to);
    assertThat(saved.losses()).isEmpty();
    assertThat(saved.records()).isEqualTo(RECORDS);
    assertThat(read(to)).isEqualTo(written);
  }

  @Test
  void everyByteOfASegmentFlipped_losesTheRecordThatHasIt_andNoOther() throws IOException {
    Path file = segment(1);
    byte[] whole = Files.readAllBytes(file);
    long base = SegmentHeader.baseOf(file.getFileName().toString());
    for (int at = SegmentHeader.BYTES; at < whole.length; at += 3) {
      byte[] bytes = whole.clone();
      bytes[at] ^= (byte) (1 << at % 8);
      Files.write(file, bytes);
      Path to = target();
      JournalSalvage.Saved saved = salvage(to);
      assertThat(read(to)).as("byte %s", at).isEqualTo(without(base + at, base + at + 1));
      long lost = RECORDS - saved.records();
      assertThat(saved.losses().stream().mapToLong(JournalSalvage.Loss::facts).sum())
          .isBetween(lost, Math.max(1, lost));
    }
  }

  @Test
  void zeroedStretch_losesItsRecords_andSaysWhereTheyWere() throws IOException {
    Path file = segment(2);
    long base = SegmentHeader.baseOf(file.getFileName().toString());
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 300, 700, (byte) 0);
    Files.write(file, bytes);
    Path to = target();
    JournalSalvage.Saved saved = salvage(to);
    assertThat(read(to)).isEqualTo(without(base + 300, base + 700));
    assertThat(saved.losses()).hasSize(1);
    assertThat(saved.losses().get(0).file()).isEqualTo(file.getFileName().toString());
    assertThat(saved.losses().get(0).position()).isBetween(base + 200, base + 300);
    assertThat(saved.losses().get(0).bytes()).isBetween(400L, 600L);
  }

  @Test
  void lostSegment_leavesTheOthersInTheirPlaces() throws IOException {
    for (int number : new int[] {0, 2}) {
      Path file = segment(number);
      byte[] bytes = Files.readAllBytes(file);
      long base = SegmentHeader.baseOf(file.getFileName().toString());
      Files.delete(file);
      Path to = target();
      JournalSalvage.Saved saved = salvage(to);
      assertThat(read(to)).isEqualTo(without(base, base + bytes.length));
      assertThat(saved.losses().get(0).reason()).contains("missing");
      Files.write(file, bytes);
    }
  }

  @Test
  void damagedHeader_losesNoRecord() throws IOException {
    for (int at : new int[] {0, 13, 20, 30, 41, 50}) {
      Path file = segment(1);
      JournalBackupTest.flip(file, at);
      Path to = target();
      assertThat(salvage(to).records()).as("byte %s", at).isEqualTo(RECORDS);
      assertThat(read(to)).isEqualTo(written);
      JournalBackupTest.flip(file, at);
    }
  }

  /** A second copy of every n-th record. */
  private void know(int every) {
    int number = 0;
    for (Map.Entry<Long, String> each : written.entrySet()) {
      if (number++ % every == 0) {
        ByteBuffer payload = TestJournals.bytes(each.getValue());
        known.add(new KnownRecord(each.getKey(), (byte) 1, 1_000_000, payload));
      }
    }
  }

  @Test
  void everyByteOfASegmentFlipped_losesNothingThatIsKnown() throws IOException {
    know(1);
    Path file = segment(1);
    byte[] whole = Files.readAllBytes(file);
    for (int at = SegmentHeader.BYTES; at < whole.length; at += 3) {
      byte[] bytes = whole.clone();
      bytes[at] ^= (byte) (1 << at % 8);
      Files.write(file, bytes);
      Path to = target();
      JournalSalvage.Saved saved = salvage(to);
      assertThat(read(to)).as("byte %s", at).isEqualTo(written);
      assertThat(saved.losses()).allSatisfy(loss -> assertThat(loss.restored()).isLessThan(2));
    }
  }

  @Test
  void lastRecordDamaged_isPutBackWhereItIsKnown_andNothingIsMissing() throws IOException {
    know(1);
    long last = written.keySet().stream().mapToLong(each -> each).max().orElseThrow();
    Path file = live.resolve(SegmentHeader.name(last / 1024 * 1024));
    JournalBackupTest.flip(file, (int) (last % 1024) + 30);
    Path to = target();
    JournalSalvage.Saved saved = salvage(to);
    assertThat(read(to)).isEqualTo(written);
    assertThat(saved.losses()).singleElement().matches(JournalSalvage.Loss::whole);
  }

  @Test
  void damagedRecordAmidALostStretch_isNotShownToWhoLooksItUp() throws IOException {
    List<Long> positions = new ArrayList<>(written.keySet());
    Path file = segment(0);
    for (int i = 3; i < 6; i++) {
      JournalBackupTest.flip(file, positions.get(i).intValue() + 25);
    }
    Path to = target();
    assertThat(salvage(to).losses()).singleElement().matches(loss -> !loss.whole());
    try (Journal journal = TestJournals.open(to, TestJournals.TINY)) {
      for (int i = 2; i < 7; i++) {
        boolean lost = i >= 3 && i < 6;
        assertThat(journal.readAt(positions.get(i), new RecordView())).isEqualTo(!lost);
      }
    }
  }

  @Test
  void zeroedStretchAndLostFile_giveBackWhatIsKnown_inItsPlace() throws IOException {
    know(3);
    byte[] bytes = Files.readAllBytes(segment(2));
    long base = SegmentHeader.baseOf(segment(2).getFileName().toString());
    Arrays.fill(bytes, 300, 900, (byte) 0);
    Files.write(segment(2), bytes);
    Files.delete(segment(1));
    Path to = target();
    JournalSalvage.Saved saved = salvage(to);
    Map<Long, String> wanted = without(base + 300, base + 900);
    wanted.keySet().removeIf(position -> position >= base - 1024 && position < base);
    int left = wanted.size();
    known.forEach(each -> wanted.put(each.position(), TestJournals.text(each.payload())));
    assertThat(read(to)).isEqualTo(wanted);
    assertThat(saved.losses().stream().mapToInt(JournalSalvage.Loss::restored).sum())
        .isEqualTo(wanted.size() - left)
        .isGreaterThan(5);
  }

  @Test
  void aKnownRecordWhereAnotherIsWhole_changesNothing() throws IOException {
    for (long position : written.keySet()) {
      known.add(new KnownRecord(position, (byte) 1, 1, TestJournals.bytes("something else")));
    }
    Path to = target();
    assertThat(salvage(to).losses()).isEmpty();
    assertThat(read(to)).isEqualTo(written);
  }

  @Test
  void cutFile_losesOnlyWhatWasCut() throws IOException {
    Path file = segment(1);
    long base = SegmentHeader.baseOf(file.getFileName().toString());
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, 500));
    Path to = target();
    salvage(to);
    assertThat(read(to)).isEqualTo(without(base + 500, base + bytes.length));
  }

  @Test
  void savedJournal_goesOn() throws IOException {
    JournalBackupTest.flip(segment(0), 200);
    Path to = target();
    salvage(to);
    int before = read(to).size();
    try (Journal journal = TestJournals.open(to, TestJournals.TINY)) {
      assertThat(TestJournals.append(journal, "more")).isPositive();
    }
    assertThat(read(to)).hasSize(before + 1);
  }

  @Test
  void anyDamage_endsInAJournalThatOpens_andHoldsNothingThatWasNotWritten() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 40; round++) {
      Path file = segment(random.nextInt(4));
      byte[] whole = Files.readAllBytes(file);
      byte[] bytes = whole.clone();
      for (int i = 0; i < 1 + random.nextInt(5); i++) {
        int from = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, from + 1 + random.nextInt(200));
        for (int at = from; at < to; at++) {
          bytes[at] = (byte) random.nextInt();
        }
      }
      Files.write(file, bytes);
      Path to = target();
      JournalSalvage.Saved saved = salvage(to);
      Map<Long, String> read = read(to);
      assertThat(written).as("round %s", round).containsAllEntriesOf(read);
      assertThat(read).hasSize((int) saved.records());
      Files.write(file, whole);
    }
  }

  @Test
  void newerVersion_isLeftAlone() throws IOException {
    Path file = segment(1);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(8, SegmentHeader.FORMAT_VERSION + 1);
    Files.write(file, bytes.array());
    Path to = target();
    assertThatThrownBy(() -> salvage(to)).isInstanceOf(JournalVersionException.class);
  }
}
