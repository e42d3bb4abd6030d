package dev.bandolier.server.journal;

import static dev.bandolier.server.journal.TestJournals.TINY;
import static dev.bandolier.server.journal.TestJournals.append;
import static dev.bandolier.server.journal.TestJournals.bytes;
import static dev.bandolier.server.journal.TestJournals.open;
import static dev.bandolier.server.journal.TestJournals.readAll;
import static dev.bandolier.server.journal.TestJournals.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One journal, one thread: what is appended is read back, across segments and openings. */
final class JournalTest {

  @TempDir Path directory;

  @Test
  void append_thenRead_givesBackTypeVersionTimeAndPayload() throws Exception {
    try (Journal journal = open(directory, TINY)) {
      long position = journal.append((byte) 7, (byte) 3, bytes("a fact"));
      RecordView view = new RecordView();
      assertThat(journal.readAt(position, view)).isTrue();
      assertThat(view.position()).isEqualTo(position).isPositive();
      assertThat(view.nextPosition()).isEqualTo(journal.endPosition());
      assertThat(view.type()).isEqualTo((byte) 7);
      assertThat(view.version()).isEqualTo((byte) 3);
      assertThat(view.time()).isBetween(1_000_000L, journal.lastTime());
      assertThat(text(view)).isEqualTo("a fact");
      assertThat(view.payload().isReadOnly()).isTrue();
    }
  }

  @Test
  void payloadInPlace_showsEachRecordBetweenItsEnds_inOneBuffer() throws Exception {
    try (Journal journal = open(directory, TINY)) {
      List<Long> positions = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        positions.add(journal.append((byte) 7, bytes("a fact ".repeat(i % 5) + i)));
      }
      RecordView view = new RecordView();
      for (int i = 39; i >= 0; i--) {
        assertThat(journal.readAt(positions.get(i), view)).isTrue();
        ByteBuffer inPlace = view.payloadInPlace();
        assertThat(inPlace.isReadOnly()).isTrue();
        assertThat(inPlace).isEqualTo(view.payload()).isSameAs(view.payloadInPlace());
      }
    }
  }

  @Test
  void append_leavesThePayloadsPosition() throws Exception {
    try (Journal journal = open(directory, TINY)) {
      ByteBuffer payload = bytes("xxfactyy").position(2).limit(6);
      journal.append((byte) 1, payload);
      assertThat(payload.position()).isEqualTo(2);
      assertThat(readAll(journal)).containsExactly("fact");
    }
  }

  @Test
  void append_ofABadRecord_isABug() throws Exception {
    try (Journal journal = open(directory, TINY)) {
      assertThatThrownBy(() -> journal.append((byte) 0, bytes("")))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> journal.append((byte) 1, ByteBuffer.allocate(257)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(journal.append((byte) 1, ByteBuffer.allocate(256))).isPositive();
    }
  }

  @Test
  void append_afterClose_isRefused_andReadersGoOn() throws Exception {
    Journal journal = open(directory, TINY);
    append(journal, "last");
    JournalReader reader = journal.read(0);
    journal.close();
    assertThat(append(journal, "too late")).isEqualTo(Journal.CLOSED);
    assertThat(journal.refusals()).isEqualTo(1);
    assertThat(readAll(reader)).containsExactly("last");
  }

  @Test
  void randomAppendsAndOpenings_agreeWithAList() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    List<String> model = new ArrayList<>();
    List<Long> positions = new ArrayList<>();
    for (int opening = 0; opening < 20; opening++) {
      try (Journal journal = open(directory, TINY)) {
        assertThat(journal.opening().clean()).isTrue();
        assertThat(readAll(journal)).isEqualTo(model);
        int count = random.nextInt(60);
        for (int i = 0; i < count; i++) {
          model.add("x".repeat(random.nextInt(257)));
          positions.add(append(journal, model.get(model.size() - 1)));
        }
        assertThat(positions).isSorted();
        checkEveryStart(journal, model, positions);
      }
    }
    assertThat(model).hasSizeGreaterThan(300);
  }

  private static void checkEveryStart(Journal journal, List<String> model, List<Long> positions)
      throws IOException {
    RecordView view = new RecordView();
    for (int i = 0; i < model.size(); i += 7) {
      long position = positions.get(i);
      assertThat(journal.readAt(position, view)).isTrue();
      assertThat(text(view)).isEqualTo(model.get(i));
      assertThat(readAll(journal.read(position))).isEqualTo(model.subList(i, model.size()));
      assertThat(readAll(journal.read(view.nextPosition())))
          .isEqualTo(model.subList(i + 1, model.size()));
    }
    assertThat(readAll(journal.read(journal.endPosition()))).isEmpty();
  }

  @Test
  void readAt_whereNoRecordStarts_isFalse() throws Exception {
    try (Journal journal = open(directory, TINY)) {
      long first = append(journal, "12345678".repeat(8));
      RecordView view = new RecordView();
      for (long position = -8; position < 2048; position++) {
        assertThat(journal.readAt(position, view)).isEqualTo(position == first);
      }
    }
  }

  @Test
  void read_whereNoRecordStarts_isRefused() throws Exception {
    try (Journal journal = open(directory, TINY)) {
      long first = append(journal, "12345678");
      for (long bad : new long[] {-1, 1, first + 8, journal.endPosition() + 8, 1 << 20}) {
        assertThatThrownBy(() -> journal.read(bad)).isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void reader_handsOverNoMoreThanAsked_andStaysAtARecordThatWasRefused() throws Exception {
    try (Journal journal = open(directory, TINY)) {
      append(journal, "a");
      append(journal, "b");
      JournalReader reader = journal.read(0);
      List<String> seen = new ArrayList<>();
      assertThat(reader.poll(record -> seen.add(text(record)), 1)).isEqualTo(1);
      assertThatThrownBy(() -> reader.poll(JournalTest::refuse, 1))
          .isInstanceOf(IllegalStateException.class);
      assertThat(reader.poll(record -> seen.add(text(record)), 9)).isEqualTo(1);
      assertThat(seen).containsExactly("a", "b");
      assertThat(reader.position()).isEqualTo(journal.endPosition());
      assertThat(reader.poll(record -> seen.add(text(record)), 9)).isZero();
    }
  }

  private static void refuse(RecordView record) {
    throw new IllegalStateException("refused " + record.position());
  }

  @Test
  void retire_deletesWholeSyncedSegmentsBehindThePosition_only() throws Exception {
    try (Journal journal = open(directory, TINY)) {
      List<Long> positions = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        positions.add(append(journal, "fact " + i + ".".repeat(100)));
      }
      JournalReader early = journal.read(0);
      journal.retireBefore(positions.get(30));
      assertThat(journal.firstPosition()).isEqualTo(positions.get(0));
      journal.whenDurable(positions.get(49)).join();
      journal.retireBefore(positions.get(30));
      assertThat(journal.firstPosition()).isBetween(positions.get(20), positions.get(30));
      assertThat(readAll(early)).hasSize(50);
      RecordView view = new RecordView();
      assertThat(journal.readAt(positions.get(0), view)).isFalse();
      assertThat(journal.readAt(positions.get(30), view)).isTrue();
      assertThatThrownBy(() -> journal.read(positions.get(0)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    try (Journal journal = open(directory, TINY)) {
      assertThat(readAll(journal)).hasSizeBetween(20, 30).last().asString().startsWith("fact 49");
    }
  }

  @Test
  void open_withOtherSizes_goesOnInThem() throws Exception {
    List<String> model = new ArrayList<>();
    int[] limits = {256, 900, 64};
    for (int limit : limits) {
      try (Journal journal = open(directory, TINY.withSizes(limit < 900 ? 1024 : 2048, limit))) {
        for (int i = 0; i < 20; i++) {
          model.add("y".repeat(limit));
          append(journal, model.get(model.size() - 1));
        }
        assertThat(readAll(journal)).isEqualTo(model);
      }
    }
    try (Journal journal = open(directory, TINY)) {
      assertThat(journal.opening().clean()).isTrue();
      assertThat(readAll(journal)).isEqualTo(model);
    }
  }

  @Test
  void open_ofANewerFormat_changesNothing() throws Exception {
    try (Journal journal = open(directory, TINY)) {
      append(journal, "from the future");
    }
    Path segment = directory.resolve("0000000000000000.log");
    byte[] bytes = Files.readAllBytes(segment);
    bytes[8] = 2;
    Files.write(segment, bytes);
    assertThatThrownBy(() -> open(directory, TINY))
        .isInstanceOf(JournalVersionException.class)
        .hasMessageContaining("0000000000000000.log has format version 2");
    assertThat(Files.readAllBytes(segment)).isEqualTo(bytes);
  }

  @Test
  void config_refusesBadValues() {
    assertThatThrownBy(() -> TINY.withSizes(1000, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TINY.withSizes(1028, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TINY.withSizes(1024, 937))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TINY.withWatermark(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TINY.withSyncEvery(TINY.rollWait().negated()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
