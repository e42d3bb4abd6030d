package dev.bandolier.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalBackupTest {

  @TempDir private Path directory;

  private Path live() {
    return directory.resolve("live");
  }

  private Path copy() throws IOException {
    return Files.createDirectories(directory.resolve("copy"));
  }

  private Journal open() throws IOException {
    return TestJournals.open(live(), TestJournals.TINY);
  }

  private static void fill(Journal journal, int from, int to) {
    for (int i = from; i < to; i++) {
      assertThat(TestJournals.append(journal, "record " + i)).isPositive();
    }
  }

  private static List<String> texts(int from, int to) {
    List<String> texts = new ArrayList<>();
    for (int i = from; i < to; i++) {
      texts.add("record " + i);
    }
    return texts;
  }

  private List<String> readCopy() throws IOException {
    try (Journal journal = TestJournals.open(copy(), TestJournals.TINY)) {
      return TestJournals.readAll(journal);
    }
  }

  @Test
  void copyOfAJournalInUse_hasAllThatWasAppendedBefore_andNothingLater() throws IOException {
    try (Journal journal = open()) {
      fill(journal, 0, 100);
      JournalBackup backup = new JournalBackup(live());
      assertThat(backup.end()).isEqualTo(journal.endPosition());
      fill(journal, 100, 200);
      JournalBackup.Copied copied = backup.copyTo(copy(), bytes -> {});
      assertThat(copied.end()).isEqualTo(backup.end());
      assertThat(copied.files()).isGreaterThan(3);
      assertThat(readCopy()).isEqualTo(texts(0, 100));
    }
  }

  @Test
  void copyAmidAppends_isAlwaysWhole() throws Exception {
    JournalConfig larger = TestJournals.TINY.withSizes(1 << 16, 256);
    try (Journal journal = TestJournals.open(live(), larger)) {
      AtomicBoolean over = new AtomicBoolean();
      Thread appender =
          new Thread(
              () -> {
                for (int i = 0; !over.get(); i++) {
                  TestJournals.append(journal, "record " + i);
                }
              });
      appender.start();
      for (int i = 0; i < 5; i++) {
        Path to = Files.createDirectories(directory.resolve("copy" + i));
        JournalBackup backup = new JournalBackup(live());
        backup.copyTo(to, bytes -> {});
        try (Journal copied = TestJournals.open(to, larger)) {
          List<String> read = TestJournals.readAll(copied);
          assertThat(read).isEqualTo(texts(0, read.size()));
          assertThat(copied.opening().tornBytes()).isZero();
        }
      }
      over.set(true);
      appender.join();
    }
  }

  @Test
  void copyOfAClosedJournal_isTheSame() throws IOException {
    try (Journal journal = open()) {
      fill(journal, 0, 50);
    }
    new JournalBackup(live()).copyTo(copy(), bytes -> {});
    assertThat(readCopy()).isEqualTo(texts(0, 50));
  }

  @Test
  void copiedJournal_goesOnWhereItEnded() throws IOException {
    try (Journal journal = open()) {
      fill(journal, 0, 50);
      new JournalBackup(live()).copyTo(copy(), bytes -> {});
    }
    try (Journal journal = TestJournals.open(copy(), TestJournals.TINY)) {
      fill(journal, 50, 90);
    }
    assertThat(readCopy()).isEqualTo(texts(0, 90));
  }

  @Test
  void damagedRecord_isNotCopiedOver_butReported() throws IOException {
    try (Journal journal = open()) {
      fill(journal, 0, 100);
    }
    flip(live().resolve(SegmentHeader.name(0)), 400);
    JournalBackup backup = new JournalBackup(live());
    assertThatThrownBy(() -> backup.copyTo(copy(), bytes -> {}))
        .isInstanceOf(JournalDamagedException.class)
        .hasMessageContaining(SegmentHeader.name(0));
  }

  @Test
  void segmentRetiredMeanwhile_isSaid() throws IOException {
    try (Journal journal = open()) {
      fill(journal, 0, 100);
      JournalBackup backup = new JournalBackup(live());
      journal.whenDurable(journal.endPosition() - 40).join();
      journal.retireBefore(journal.endPosition());
      assertThatThrownBy(() -> backup.copyTo(copy(), bytes -> {}))
          .isInstanceOf(NoSuchFileException.class);
    }
  }

  static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void readOnlyJournal_seesWhatIsThere_andNothingLater() throws IOException {
    try (Journal journal = open()) {
      fill(journal, 0, 100);
      ReadOnlyJournal seen = ReadOnlyJournal.open(live());
      long end = journal.endPosition();
      fill(journal, 100, 200);
      assertThat(seen.firstPosition()).isEqualTo(journal.firstPosition());
      assertThat(seen.endPosition()).isEqualTo(end);
      assertThat(TestJournals.readAll(seen.readChecked(0))).isEqualTo(texts(0, 100));
      assertThat(TestJournals.readAll(seen.read(seen.firstPosition()))).isEqualTo(texts(0, 100));
      RecordView view = new RecordView();
      assertThat(seen.readAt(seen.firstPosition(), view)).isTrue();
      assertThat(TestJournals.text(view)).isEqualTo("record 0");
      assertThat(seen.readAt(end, view)).isFalse();
      assertThat(seen.readAt(seen.firstPosition() + 8, view)).isFalse();
      assertThatThrownBy(() -> seen.read(end + (1 << 20)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void plainCopyWhoseMarkIsNewerThanItsSegments_endsEarly_andIsNoDamage() throws IOException {
    Path early = directory.resolve("early");
    List<long[]> curtailed = new ArrayList<>();
    try (Journal journal = open()) {
      fill(journal, 0, 100);
      copySegments(live(), early);
      fill(journal, 100, 200);
      journal.whenDurable(journal.endPosition() - 40).join();
      Files.copy(live().resolve(SyncMark.NAME), early.resolve(SyncMark.NAME));
    }
    JournalListener ears =
        new JournalListener() {
          @Override
          public void curtailed(long end, long originalEnd) {
            curtailed.add(new long[] {end, originalEnd});
          }
        };
    try (Journal copy = TestJournals.open(early, TestJournals.TINY, ears)) {
      assertThat(TestJournals.readAll(copy)).isEqualTo(texts(0, 100));
      assertThat(curtailed).hasSize(1);
      assertThat(curtailed.get(0)[0]).isEqualTo(copy.opening().endPosition());
    }
  }

  @Test
  void plainCopyWithAHole_isCutThere() throws IOException {
    Path early = directory.resolve("early");
    try (Journal journal = open()) {
      fill(journal, 0, 10);
      Path first = Files.createDirectories(early).resolve(SegmentHeader.name(0));
      Files.copy(live().resolve(SegmentHeader.name(0)), first);
      fill(journal, 10, 100);
      copySegments(live(), early);
      journal.whenDurable(journal.endPosition() - 40).join();
      Files.copy(live().resolve(SyncMark.NAME), early.resolve(SyncMark.NAME));
    }
    try (Journal copy = TestJournals.open(early, TestJournals.TINY)) {
      assertThat(TestJournals.readAll(copy)).isEqualTo(texts(0, 10));
    }
  }

  @Test
  void plainCopyWithABadRecord_isDamagedAllTheSame() throws IOException {
    Path early = directory.resolve("early");
    try (Journal journal = open()) {
      fill(journal, 0, 100);
      journal.whenDurable(journal.endPosition() - 40).join();
      copySegments(live(), early);
      Files.copy(live().resolve(SyncMark.NAME), early.resolve(SyncMark.NAME));
    }
    flip(early.resolve(SegmentHeader.name(0)), 400);
    assertThatThrownBy(() -> TestJournals.open(early, TestJournals.TINY))
        .isInstanceOf(JournalDamagedException.class);
  }

  @Test
  void journalThatLostItsTail_isDamaged_whereItIsNoCopy() throws IOException {
    try (Journal journal = open()) {
      fill(journal, 0, 5);
      journal.whenDurable(journal.endPosition() - 40).join();
      Files.copy(live().resolve(SegmentHeader.name(0)), directory.resolve("before"));
      fill(journal, 5, 10);
      journal.whenDurable(journal.endPosition() - 40).join();
      Files.copy(live().resolve(SyncMark.NAME), directory.resolve("mark"));
    }
    Files.write(
        live().resolve(SegmentHeader.name(0)), Files.readAllBytes(directory.resolve("before")));
    Files.write(live().resolve(SyncMark.NAME), Files.readAllBytes(directory.resolve("mark")));
    assertThatThrownBy(this::open)
        .isInstanceOf(JournalDamagedException.class)
        .hasMessageContaining("ends before its sync mark");
  }

  private static void copySegments(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (var files = Files.newDirectoryStream(from, "*.log")) {
      for (Path file : files) {
        Path copy = to.resolve(file.getFileName());
        if (Files.notExists(copy)) {
          Files.copy(file, copy);
        }
      }
    }
  }
}
