package dev.bandolier.server.journal;

import static dev.bandolier.server.journal.TestJournals.TINY;
import static dev.bandolier.server.journal.TestJournals.append;
import static dev.bandolier.server.journal.TestJournals.copy;
import static dev.bandolier.server.journal.TestJournals.open;
import static dev.bandolier.server.journal.TestJournals.readAll;
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
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a killed process, a power loss or a bad disk leaves, and what opening makes of it. */
final class JournalCrashTest {

  private static final String SEGMENT = "0000000000000000.log";
  private static final List<String> MODEL =
      List.of("one", "two two", "three", "fourfour", "a fifth fact", "sixth");

  @TempDir Path temporary;
  private final List<Long> positions = new ArrayList<>();
  private byte[] segment = {};
  private byte[] mark = {};
  private int trials;

  /** Six records, the first three of them synced, as a killed process leaves them. */
  @BeforeEach
  void leaveAKilledJournal() throws IOException {
    Path live = temporary.resolve("live");
    try (Journal journal = open(live, TINY)) {
      for (String text : MODEL) {
        positions.add(append(journal, text));
        if (positions.size() == 3) {
          journal.whenDurable(positions.get(2)).join();
        }
      }
      while (journal.syncedPosition() < positions.get(2)) {
        Thread.onSpinWait();
      }
      segment = Files.readAllBytes(live.resolve(SEGMENT));
      mark = Files.readAllBytes(live.resolve(SyncMark.NAME));
    }
  }

  private Path directoryWith(byte[] segmentBytes) throws IOException {
    Path directory = Files.createDirectories(temporary.resolve("trial" + trials++));
    Files.write(directory.resolve(SEGMENT), segmentBytes);
    Files.write(directory.resolve(SyncMark.NAME), mark);
    TestJournals.adoptMark(directory);
    return directory;
  }

  private int end() {
    return (int) (positions.get(5) + RecordFormat.HEADER_BYTES + MODEL.get(5).length());
  }

  /** Opens twice, appends in between, and returns what the first opening read. */
  private static List<String> readAndGoOn(JournalFiles files) throws IOException {
    List<String> kept;
    try (Journal journal = open(files, TINY)) {
      kept = readAll(journal);
      append(journal, "afterwards");
    }
    try (Journal journal = open(files, TINY)) {
      assertThat(journal.opening().clean()).isTrue();
      List<String> again = readAll(journal);
      assertThat(again.subList(0, again.size() - 1)).isEqualTo(kept);
      assertThat(again).endsWith("afterwards");
    }
    return kept;
  }

  @Test
  void killed_keepsWhatWasNotSynced() throws Exception {
    Path directory = directoryWith(segment);
    assertThat(readAndGoOn(new MappedFiles(directory))).isEqualTo(MODEL);
  }

  @Test
  void fileCutAtEveryByte_keepsTheWholeRecords() throws Exception {
    for (int length = positions.get(3).intValue(); length < end(); length++) {
      Path directory = directoryWith(Arrays.copyOf(segment, length));
      int whole = wholeRecords(length);
      assertThat(readAndGoOn(new MappedFiles(directory))).isEqualTo(MODEL.subList(0, whole));
      checkCutKept(directory, positions.get(whole), length);
    }
  }

  private int wholeRecords(int length) {
    int whole = 3;
    while (positions.get(whole) + RecordFormat.HEADER_BYTES + MODEL.get(whole).length() <= length) {
      whole++;
    }
    return whole;
  }

  private void checkCutKept(Path directory, long from, int length) throws IOException {
    Path torn = directory.resolve("torn-%016x-1.bin".formatted(from));
    byte[] cut = Arrays.copyOfRange(segment, (int) Math.min(from, length), length);
    assertThat(Files.exists(torn)).isEqualTo(cut.length > 0);
    if (cut.length > 0) {
      byte[] kept = Files.readAllBytes(torn);
      assertThat(Arrays.copyOf(kept, cut.length)).isEqualTo(cut);
    }
  }

  @Test
  void everyByteFlippedBehindTheMark_cutsAtThatRecord() throws Exception {
    for (int at = positions.get(3).intValue(); at < end(); at++) {
      for (int mask : new int[] {0xff, 1, 0x80, 1 << at % 8}) {
        byte[] flipped = segment.clone();
        flipped[at] ^= (byte) mask;
        LossyFiles files = new LossyFiles().with(SEGMENT, flipped).with(SyncMark.NAME, mark);
        List<String> kept = readAndGoOn(files);
        assertThat(kept).isEqualTo(MODEL.subList(0, isFiller(at) ? 6 : recordAt(at)));
      }
    }
  }

  @Test
  void everyByteFlippedBeforeTheMark_isDamageThatNamesThePlace_andChangesNothing()
      throws Exception {
    for (int at = 0; at < positions.get(3); at++) {
      byte[] flipped = segment.clone();
      flipped[at] ^= (byte) 0xff;
      if (at >= SegmentHeader.BYTES ? !isFiller(at) : at < 24 && (at < 8 || at > 11)) {
        Path directory = directoryWith(flipped);
        long place = at < SegmentHeader.BYTES ? 0 : positions.get(recordAt(at));
        assertThatThrownBy(() -> open(directory, TINY))
            .isInstanceOf(JournalDamagedException.class)
            .hasMessageContaining("journal file " + SEGMENT + " is damaged at position " + place);
        assertThat(Files.readAllBytes(directory.resolve(SEGMENT))).isEqualTo(flipped);
      }
    }
  }

  private int recordAt(int at) {
    int index = 0;
    while (index < 5 && positions.get(index + 1) <= at) {
      index++;
    }
    return index;
  }

  private boolean isFiller(int at) {
    int record = recordAt(at);
    return at >= positions.get(record) + RecordFormat.HEADER_BYTES + MODEL.get(record).length();
  }

  @Test
  void recordNeverFinished_isLeftOut_andNothingBehindItIsLost() throws Exception {
    negateLength(4);
    Path directory = directoryWith(segment);
    try (Journal journal = open(directory, TINY)) {
      assertThat(journal.opening().abortedRecords()).isEqualTo(1);
      assertThat(journal.opening().clean()).isFalse();
      assertThat(journal.readAt(positions.get(4), new RecordView())).isFalse();
    }
    assertThat(readAndGoOn(new MappedFiles(directory)))
        .containsExactly("one", "two two", "three", "fourfour", "sixth");
  }

  @Test
  void recordNeverFinishedBeforeTheMark_isDamage() throws Exception {
    negateLength(1);
    Path directory = directoryWith(segment);
    assertThatThrownBy(() -> open(directory, TINY))
        .isInstanceOf(JournalDamagedException.class)
        .hasMessageContaining("never finished");
  }

  private void negateLength(int record) {
    ByteBuffer bytes = ByteBuffer.wrap(segment).order(ByteOrder.LITTLE_ENDIAN);
    int at = positions.get(record).intValue();
    bytes.putInt(at, -bytes.getInt(at));
  }

  @Test
  void missingMark_stillOpens() throws Exception {
    Path directory = directoryWith(segment);
    Files.delete(directory.resolve(SyncMark.NAME));
    assertThat(readAndGoOn(new MappedFiles(directory))).isEqualTo(MODEL);
  }

  @Test
  void missingSegments_areDamage() throws Exception {
    Path directory = directoryWith(segment);
    Files.delete(directory.resolve(SEGMENT));
    assertThatThrownBy(() -> open(directory, TINY)).isInstanceOf(JournalDamagedException.class);
  }

  @Test
  void copyTakenWhileThreadsAppend_holdsWhatWasAcknowledgedBefore() throws Exception {
    Path live = temporary.resolve("busy");
    JournalConfig config = TINY.withSizes(1 << 16, 256);
    try (Journal journal = open(live, config)) {
      List<Long> acknowledged = new ArrayList<>();
      Thread other = new Thread(() -> appendMany(journal, 50_000));
      other.start();
      for (int round = 0; round < 5; round++) {
        acknowledged.add(append(journal, "round " + round));
        Path taken = copy(live, temporary.resolve("copy" + round));
        checkHolds(taken, config, acknowledged);
      }
      other.join();
    }
  }

  private static void checkHolds(Path directory, JournalConfig config, List<Long> acknowledged)
      throws IOException {
    try (Journal copied = open(directory, config)) {
      RecordView view = new RecordView();
      assertThat(acknowledged).allMatch(position -> copied.readAt(position, view));
      assertThat(readAll(copied)).contains("round " + (acknowledged.size() - 1));
    }
  }

  private static void appendMany(Journal journal, int count) {
    for (int i = 0; i < count; i++) {
      append(journal, "noise " + i);
    }
  }

  @Test
  void powerLoss_keepsEverythingSynced_andAPrefixOfTheRest() throws Exception {
    SplittableRandom random = new SplittableRandom(3);
    int torn = 0;
    for (int trial = 0; trial < 300; trial++) {
      LossyFiles files = new LossyFiles();
      List<String> model = new ArrayList<>();
      for (int loss = 0; loss < 3; loss++) {
        Journal journal = open(files, TINY);
        int synced = appendAndSync(journal, model, random);
        files = files.afterPowerLoss(random);
        journal.close();
        Journal survivor = open(files, TINY);
        List<String> kept = readAll(survivor);
        assertThat(kept).hasSizeGreaterThanOrEqualTo(synced);
        assertThat(kept).isEqualTo(model.subList(0, kept.size()));
        torn += survivor.opening().tornBytes() > 0 ? 1 : 0;
        survivor.close();
        model = new ArrayList<>(kept);
      }
    }
    assertThat(torn).isGreaterThan(100);
  }

  private static int appendAndSync(Journal journal, List<String> model, SplittableRandom random) {
    int synced = model.size();
    int count = random.nextInt(40);
    for (int i = 0; i < count; i++) {
      String text = "z".repeat(random.nextInt(200)) + model.size();
      long position = append(journal, text);
      model.add(text);
      if (random.nextInt(15) == 0) {
        journal.whenDurable(position).join();
        synced = model.size();
      }
    }
    return synced;
  }
}
