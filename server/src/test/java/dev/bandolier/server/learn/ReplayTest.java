package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.ValueSeen;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.store.Census;
import dev.bandolier.v1.CensorReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {

  private static final Replay.Progress SILENT = (position, facts) -> {};

  @TempDir private Path directory;
  private Rig rig;

  @BeforeEach
  void open() {
    rig = new Rig(directory.resolve("live"));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  /** Facts of every kind: rewards, doubles, censorings, retractions, held facts, windows that close. */
  private void live() {
    rig.create(Rig.clicks());
    for (int i = 0; i < 300; i++) {
      String id = "d" + i;
      rig.report(i % 7 == 0 ? "later" + i : id, "click", Double.NaN, "early");
      rig.decide(id, i % 2);
      rig.report(id, "click", Double.NaN, "o" + i % 3);
      if (i % 5 == 0) {
        rig.censor(id, CensorReason.CENSOR_REASON_REPLACED);
        rig.retract("d" + i / 2, "o1", "");
      }
      rig.now += 60_000;
      if (i % 50 == 0) {
        rig.pass(600_000);
      }
    }
  }

  @Test
  void wholeJournal_foldsToTheSameBitsAsTheLiveStore() throws IOException {
    live();
    try (Replay replay = rig.replay(directory)) {
      long facts = replay.runToEnd(SILENT);
      Comparison comparison = replay.compare(rig.store, 10);
      assertThat(comparison.differences()).isEmpty();
      assertThat(comparison.matches()).isTrue();
      assertThat(comparison.digestStore()).isEqualTo(comparison.digestJournal()).hasSize(64);
      assertThat(comparison.arms()).isEqualTo(2);
      assertThat(comparison.entries()).isEqualTo(rig.learner.books().ledger().size()).isPositive();
      assertThat(facts).isEqualTo(rig.fates.size());
    }
  }

  @Test
  void afterKillsAndRestarts_theStoreStillIsWhatTheJournalFoldsTo() throws IOException {
    live();
    rig.restart();
    live2();
    try (Rig killed = rig.afterKill(directory.resolve("killed"));
        Replay replay = killed.replay(directory)) {
      replay.runToEnd(SILENT);
      assertThat(replay.compare(killed.store, 10).differences()).isEmpty();
    }
  }

  private void live2() {
    rig.change(
        CampaignChanged.Change.UPDATED,
        2,
        Rig.clicks().clearSlots().addSlots(Rig.slot("image", "a", "b", "c")),
        List.of());
    rig.decide("again", 2);
    rig.report("again", "click");
  }

  @Test
  void everyBitOfEveryBlock_isCompared() throws IOException {
    live();
    try (Replay replay = rig.replay(directory)) {
      replay.runToEnd(SILENT);
      Census census = Census.of(rig.store);
      for (int i = 0; i < census.blocks().size(); i += 1 + i / 10) {
        Census.Block block = census.blocks().get(i);
        int last = census.words(block) - 1;
        flip(block, last);
        Comparison comparison = replay.compare(rig.store, 10);
        assertThat(comparison.matches()).isFalse();
        assertThat(comparison.differing()).isEqualTo(1);
        assertThat(comparison.digestStore()).isNotEqualTo(comparison.digestJournal());
        flip(block, last);
      }
      assertThat(replay.compare(rig.store, 10).matches()).isTrue();
    }
  }

  private void flip(Census.Block block, int word) {
    Memory memory = rig.store.memory(block.handle());
    int at = rig.store.current(block.handle()) + word;
    memory.setLong(at, memory.getLong(at) ^ 1);
  }

  @Test
  void difference_isNamedByCampaignSlotAndArm_orByDecision() throws IOException {
    live();
    rig.report("nobody", "click");
    try (Replay replay = rig.replay(directory)) {
      replay.runToEnd(SILENT);
      Census census = Census.of(rig.store);
      census.blocks().forEach(block -> flip(block, census.words(block) - 1));
      List<String> names =
          replay.compare(rig.store, 1000).differences().stream()
              .map(Comparison.Difference::what)
              .toList();
      assertThat(names)
          .contains(
              "register of campaigns/c",
              "register of campaigns/c, slot image",
              "posterior of campaigns/c, slot image, arm b",
              "statistics of campaigns/c, slot image, all arms")
          .anyMatch(name -> name.startsWith("ledger entry of decision d299 (position "))
          .anyMatch(name -> name.startsWith("facts held for decision nobody (position "));
    }
  }

  @Test
  void blockOfOneSideOnly_isADifference() throws IOException {
    live();
    rig.append(Rig.outcome("d299", "click", "", Double.NaN, Long.MIN_VALUE, "new", "", false));
    rig.append(new ValueSeen(99, "none", "none"));
    try (Replay replay = rig.replay(directory)) {
      replay.runToEnd(SILENT);
      rig.decide("live-only", 0);
      Comparison comparison = replay.compare(rig.store, 100);
      assertThat(comparison.differences())
          .anyMatch(
              difference ->
                  difference.what().startsWith("ledger entry of decision live-only")
                      && difference.how().contains("the journal does not make it"));
    }
  }

  @Test
  void posteriorsUpToAPosition_areThoseOfThatTime() throws IOException {
    live();
    List<Posteriors> then = new ArrayList<>();
    List<Long> positions = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      rig.decide("mark" + i, 0);
      rig.report("mark" + i, "click");
      positions.add(rig.learner.foldedPosition());
      then.add(Posteriors.of(rig.learner.books(), rig.store));
    }
    try (Replay replay = rig.replay(directory)) {
      for (int i = 0; i < 5; i++) {
        replay.runTo(positions.get(i), SILENT);
        assertThat(replay.position()).isEqualTo(positions.get(i));
        assertThat(replay.posteriors()).isEqualTo(then.get(i));
      }
    }
  }

  @Test
  void positionBetweenTwoFacts_meansTheEarlierOne() throws IOException {
    rig.create(Rig.clicks()).decide("d", 0);
    long decided = rig.learner.foldedPosition();
    rig.report("d", "click");
    try (Replay replay = rig.replay(directory)) {
      replay.runTo(decided + 1, SILENT);
      assertThat(replay.position()).isEqualTo(decided);
      assertThat(replay.facts()).isEqualTo(2);
      replay.runTo(rig.learner.foldedPosition() - 1, SILENT);
      assertThat(replay.facts()).isEqualTo(2);
      replay.runToEnd(SILENT);
      assertThat(replay.facts()).isEqualTo(3);
    }
  }

  @Test
  void time_includesTheFactsOfThatMillisecond() throws IOException {
    rig.create(Rig.clicks());
    rig.now += 10_000;
    rig.restart().decide("d", 0);
    long decided = rig.learner.foldedTime();
    rig.now += 10_000;
    rig.restart().report("d", "click");
    try (Replay replay = rig.replay(directory)) {
      replay.runToTime(decided - 1, SILENT);
      assertThat(replay.facts()).isEqualTo(1);
      replay.runToTime(decided, SILENT);
      assertThat(replay.facts()).isEqualTo(2);
      assertThat(replay.time()).isEqualTo(decided);
    }
  }

  @Test
  void estimate_ofAnArmThatEarnsMore_isHigher() throws IOException {
    rig.create(Rig.clicks());
    for (int i = 0; i < 40; i++) {
      rig.decide("d" + i, i % 2);
      if (i % 2 == 1) {
        rig.report("d" + i, "click");
      }
    }
    try (Replay replay = rig.replay(directory)) {
      replay.runToEnd(SILENT);
      Posteriors.OfSlot slot = replay.posteriors().campaigns().get(0).slots().get(0);
      assertThat(slot.mean()).isEqualTo(0.5);
      assertThat(slot.arms().get(0).weight()).isEqualTo(20);
      assertThat(slot.arms().get(1).coefficients().get(0).feature()).isEqualTo("(intercept)");
      // 20 observations of 0, and of 1, under the prior N(0.5, 1): 0.5 / 21 and 20.5 / 21
      assertThat(slot.arms().get(0).coefficients().get(0).value())
          .isCloseTo(0.5 / 21, within(1e-12));
      assertThat(slot.arms().get(1).coefficients().get(0).value())
          .isCloseTo(20.5 / 21, within(1e-12));
    }
  }

  @Test
  void closedReplay_leavesNothingBehind() throws IOException {
    live();
    Path work = Files.createDirectory(directory.resolve("work"));
    try (Replay replay = rig.replay(work)) {
      replay.runToEnd(SILENT);
    }
    try (Stream<Path> left = Files.list(work)) {
      assertThat(left).isEmpty();
    }
  }
}
