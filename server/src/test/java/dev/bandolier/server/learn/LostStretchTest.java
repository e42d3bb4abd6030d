package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bandolier.server.journal.JournalSalvage;
import dev.bandolier.server.store.BlockDigest;
import dev.bandolier.v1.Fate;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that know more than the journal that is left, where there is nothing else to begin with. */
final class LostStretchTest {

  private static final int HEADER_BYTES = 24;
  private static final String SEGMENT = "0000000000000000.log";

  @TempDir private Path folder;

  /** Answers on the spot. */
  private static final class AtOnce implements BaseTaker.Between {
    @Override
    public <T> CompletableFuture<T> ask(Supplier<T> question) {
      return CompletableFuture.completedFuture(question.get());
    }
  }

  private Path saved() {
    return folder.resolve("saved");
  }

  /** Decisions, a base that remembers them, an outcome; what salvage leaves of it without one decision. */
  private void salvageWithout(String lost) throws IOException {
    long position = 0;
    Path live = folder.resolve("live");
    try (Rig rig = new Rig(live)) {
      rig.create(Rig.clicks());
      for (String id : List.of("before", lost, "behind")) {
        position = id.equals(lost) ? rig.journal.endPosition() : position;
        rig.decide(id, 0);
      }
      Catalog catalog = Catalog.reading(rig.catalog);
      new BaseTaker(
              new AtOnce(), rig.store, rig.journal, catalog, rig.bases(), rig.learner::foldedTime)
          .take(new CompletableFuture<>());
      rig.report("behind", "click");
    }
    try (RandomAccessFile file =
        new RandomAccessFile(live.resolve("journal").resolve(SEGMENT).toFile(), "rw")) {
      file.seek(position + HEADER_BYTES);
      file.write(0x7f);
    }
    Path journal = Files.createDirectories(saved().resolve("journal"));
    JournalSalvage.Saved outcome =
        new JournalSalvage(live.resolve("journal"), journal, List.of()).run(true);
    assertThat(outcome.losses()).singleElement().matches(loss -> !loss.whole());
    Files.move(live.resolve("bases"), saved().resolve("bases"));
    new LostStretch(position, outcome.end())
        .note(Files.createDirectories(saved().resolve("snapshots")));
  }

  @Test
  void decisionThatOnlyTheBaseRemembers_isUnknown_andItsWindowsEndHarmsNothing()
      throws IOException {
    salvageWithout("lost");
    try (Rig rig = new Rig(saved())) {
      rig.rebuildFromBase();
      assertThat(rig.report("behind", "click", Double.NaN, "again")).isNotEqualTo(Fate.FATE_HELD);
      assertThat(rig.report("lost", "click")).isEqualTo(Fate.FATE_HELD);
      rig.decide("lost", 1);
      rig.pass(30 * 86_400_000L);
      String digest = BlockDigest.of(rig.store);
      rig.rebuildFromBase();
      assertThat(BlockDigest.of(rig.store)).isEqualTo(digest);
    }
  }

  @Test
  void stretches_areJoined_andADamagedNoteIsSaid() throws IOException {
    assertThat(LostStretch.read(folder).has(7)).isFalse();
    new LostStretch(100, 200).note(folder);
    new LostStretch(50, 120).note(folder);
    LostStretch joined = LostStretch.read(folder);
    assertThat(joined).isEqualTo(new LostStretch(50, 200));
    assertThat(joined.has(50)).isTrue();
    assertThat(joined.has(200)).isFalse();
    Files.writeString(folder.resolve("salvaged"), "what?");
    assertThatThrownBy(() -> LostStretch.read(folder)).hasMessageContaining("restore it");
  }
}
