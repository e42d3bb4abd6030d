package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bandolier.server.journal.FaultyDisk;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalConfig;
import dev.bandolier.server.journal.JournalDamagedException;
import dev.bandolier.server.journal.JournalReader;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.v1.CensorReason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The last three facts of a journal are cut at every byte, and every byte of them is flipped. What is
 * then folded is always what folding a prefix of the facts gives; or the journal says where it is
 * damaged.
 */
final class JournalDamageTest {

  private static final String SEGMENT = "0000000000000000.log";
  private static final int HEADER_BYTES = 24;
  private static final int DAMAGED = 3;
  private static final JournalConfig SMALL =
      new JournalConfig(1 << 14, 1 << 12, Duration.ofSeconds(20), Duration.ZERO, 0);

  /** A fact as it stands in the journal. */
  private record Written(long position, int bytes, byte type, String payload) {
    static Written of(RecordView record) {
      byte[] payload = new byte[record.payloadBytes()];
      record.payload().get(payload);
      int bytes = HEADER_BYTES + payload.length;
      return new Written(record.position(), bytes, record.type(), Arrays.toString(payload));
    }

    int end() {
      return (int) position + bytes;
    }
  }

  @TempDir Path temporary;
  private final FaultyDisk disk = new FaultyDisk();
  private final List<Written> facts = new ArrayList<>();
  private final List<Long> digests = new ArrayList<>();
  private final Set<Integer> foldedLengths = new HashSet<>();
  private int folds;
  private FaultyDisk lastThreeUnsynced = disk;
  private FaultyDisk allSynced = disk;

  @BeforeEach
  void write() throws IOException {
    Journal[] journal = new Journal[1];
    Rig.Journals here =
        (directory, config, wall, nanos) -> journal[0] = disk.open(SMALL, wall, nanos);
    try (Rig rig = new Rig(temporary.resolve("live"), here)) {
      digests.add(rig.digest());
      List<Runnable> steps =
          List.of(
              () -> rig.create(Rig.clicks()),
              () -> rig.decide("d1", 0),
              () -> rig.decide("d2", 1),
              () -> rig.report("d1", "click"),
              () -> rig.decide("d3", 1),
              () -> rig.report("d3", "click"),
              () -> rig.censor("d2", CensorReason.CENSOR_REASON_UNKNOWABLE));
      for (Runnable step : steps) {
        if (digests.size() == steps.size() - DAMAGED + 1) {
          journal[0].whenDurable(journal[0].firstPosition()).join();
        }
        step.run();
        digests.add(rig.digest());
      }
      read(journal[0], facts);
      lastThreeUnsynced = disk.copy();
      journal[0].whenDurable(facts.get(facts.size() - 1).position()).join();
      allSynced = disk.copy();
    }
    assertThat(facts).hasSize(digests.size() - 1);
    assertThat(new HashSet<>(digests)).hasSameSizeAs(digests);
  }

  private static void read(Journal journal, List<Written> into) throws JournalDamagedException {
    JournalReader reader = journal.readChecked(0);
    while (reader.poll(record -> into.add(Written.of(record)), 100) > 0) {
      // the handler does the work
    }
  }

  private Written damaged(int index) {
    return facts.get(facts.size() - DAMAGED + index);
  }

  @Test
  void tailCutAtEveryByte_foldsTheWholeFactsBeforeIt() throws IOException {
    byte[] whole = lastThreeUnsynced.read(SEGMENT);
    for (int length = (int) damaged(0).position(); length < damaged(2).end(); length++) {
      int kept = wholeFacts(length);
      FaultyDisk cut = lastThreeUnsynced.with(SEGMENT, Arrays.copyOf(whole, length));
      check(cut, kept, length > facts.get(kept).position());
    }
  }

  private int wholeFacts(int length) {
    return (int) facts.stream().filter(fact -> fact.end() <= length).count();
  }

  @Test
  void everyByteOfTheTailFlipped_foldsTheFactsBeforeThatOne() throws IOException {
    for (int index = 0; index < DAMAGED; index++) {
      for (int at = (int) damaged(index).position(); at < damaged(index).end(); at++) {
        check(flipped(lastThreeUnsynced, at, 0xff), facts.size() - DAMAGED + index, true);
        check(flipped(lastThreeUnsynced, at, 1 << at % 8), facts.size() - DAMAGED + index, true);
      }
    }
  }

  @Test
  void everyByteOfASyncedFactFlipped_isDamageThatNamesFileAndPosition() throws IOException {
    for (int index = 0; index < DAMAGED; index++) {
      for (int at = (int) damaged(index).position(); at < damaged(index).end(); at++) {
        FaultyDisk flipped = flipped(allSynced, at, 1 << at % 8);
        assertDamagedAt(flipped, damaged(index).position());
      }
    }
  }

  @Test
  void syncedFactsCutAtEveryByte_areDamageThatNamesFileAndPosition() throws IOException {
    byte[] whole = allSynced.read(SEGMENT);
    for (int length = (int) damaged(0).position(); length < damaged(2).end(); length++) {
      FaultyDisk cut = allSynced.with(SEGMENT, Arrays.copyOf(whole, length));
      assertDamagedAt(cut, facts.get(wholeFacts(length)).position());
    }
  }

  private static void assertDamagedAt(FaultyDisk trial, long position) {
    JournalDamagedException damage =
        catchThrowableOfType(JournalDamagedException.class, () -> open(trial).close());
    assertThat(damage).isNotNull();
    assertThat(damage.file()).isEqualTo(SEGMENT);
    assertThat(damage.position()).isEqualTo(position);
  }

  private static FaultyDisk flipped(FaultyDisk from, int at, int mask) throws IOException {
    byte[] bytes = from.read(SEGMENT);
    bytes[at] ^= (byte) mask;
    return from.with(SEGMENT, bytes);
  }

  private static Journal open(FaultyDisk trial) throws IOException {
    long[] nanos = {0};
    return trial.open(SMALL, () -> Rig.START, () -> nanos[0] += 1);
  }

  private void check(FaultyDisk trial, int kept, boolean torn) throws IOException {
    try (Journal journal = open(trial)) {
      List<Written> read = new ArrayList<>();
      read(journal, read);
      assertThat(read).isEqualTo(facts.subList(0, kept));
      assertThat(journal.opening().tornBytes() > 0).isEqualTo(torn);
    }
    assertThat(trial.names().stream().anyMatch(name -> name.startsWith("torn-"))).isEqualTo(torn);
    if (foldedLengths.add(kept)) {
      fold(trial, kept);
    }
  }

  /** Facts are all that folding knows, so one fold for each prefix that was left is enough. */
  private void fold(FaultyDisk trial, int kept) {
    Rig.Journals there = (directory, config, wall, nanos) -> trial.open(SMALL, wall, nanos);
    try (Rig rig = new Rig(temporary.resolve("fold" + folds++), there)) {
      assertThat(rig.folded).isEqualTo(kept);
      assertThat(rig.digest()).isEqualTo(digests.get(kept));
    }
  }
}
