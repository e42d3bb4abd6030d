package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.bandolier.server.event.Answered;
import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.journal.JournalSalvage;
import dev.bandolier.server.statistics.ArmStatistics;
import dev.bandolier.v1.Aggregation;
import dev.bandolier.v1.Arm;
import dev.bandolier.v1.CensorReason;
import dev.bandolier.v1.DecisionSource;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.RewardBounds;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A journal from which salvage left out any single fact is folded to its end, and what the fact was not
 * about is as it was.
 */
final class LostFactTest {
  private static final int STEPS = 30;
  private static final int ARMS = 3;
  private static final int HEADER_BYTES = 24;
  private static final String SEGMENT = "0000000000000000.log";

  @TempDir private Path folder;
  private final Map<Long, Integer> armOf = new HashMap<>();
  private final Map<Long, Byte> types = new HashMap<>();
  private final Random random = new Random(71);
  private long now;

  private static dev.bandolier.v1.Campaign.Builder purchases(boolean tokens) {
    dev.bandolier.v1.Campaign.Builder definition =
        dev.bandolier.v1.Campaign.newBuilder()
            .setName("campaigns/c")
            .addSlots(Rig.slot("offer", "a", "b", "c"))
            .setActivationWindow(Duration.newBuilder().setSeconds(600))
            .setTokens(tokens);
    return definition.addRewardRules(
        Rig.rule("buy", 1, 600)
            .setUsesValue(true)
            .setValueRange(RewardBounds.newBuilder().setMin(0).setMax(100))
            .setAggregation(Aggregation.AGGREGATION_SUM));
  }

  /** All that an arm has learned and counted. */
  private static List<Object> arm(Rig rig, int arm) {
    ArmStatistics told = rig.statistics(0, arm);
    return List.of(
        rig.lesson(0, arm),
        told.decisions(),
        told.closed(),
        told.rewarded(),
        told.rewardSum(),
        told.censored());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anySingleFactLost_leavesWhatItWasNotAbout_andLearningGoesOn(boolean tokens)
      throws IOException {
    List<List<Object>> whole = new ArrayList<>();
    try (Rig rig = new Rig(folder.resolve("live"))) {
      live(rig, tokens);
      now = rig.now;
      for (int arm = 0; arm < ARMS; arm++) {
        whole.add(arm(rig, arm));
      }
    }
    assertThat(types.values()).contains(FactType.DECISION_MADE, FactType.TIME_PASSED);
    for (long position : types.keySet()) {
      try (Rig rig = new Rig(without(position), now)) {
        assertThat(rig.folded).isEqualTo(types.size() - 1);
        check(rig, position, whole);
      }
    }
  }

  private void check(Rig rig, long lost, List<List<Object>> whole) {
    if (rig.learner.books().campaign(Rig.CAMPAIGN) == null) {
      assertThat(types.get(lost)).isEqualTo(FactType.CAMPAIGN_CHANGED);
      return;
    }
    int about = armOf.getOrDefault(lost, -1);
    for (int arm = 0; arm < ARMS && about >= 0; arm++) {
      if (arm != about) {
        assertThat(arm(rig, arm)).as("arm %d without %d", arm, lost).isEqualTo(whole.get(arm));
      }
    }
    Lesson before = rig.lesson(0, 1);
    rig.decide("new", 1);
    assertThat(rig.report("new", "buy", 3, "o")).isEqualTo(Fate.FATE_ACCEPTED);
    assertThat(rig.lesson(0, 1).weight()).isEqualTo(before.weight() + 1);
    assertThat(rig.lesson(0, 1).rewardSum()).isEqualTo(before.rewardSum() + 3);
  }

  /** The live journal, one record of it damaged, salvaged. */
  private Path without(long position) throws IOException {
    Path damaged = Files.createDirectories(folder.resolve("damaged-" + position));
    try (var files = Files.list(folder.resolve("live/journal"))) {
      for (Path file : files.toList()) {
        Files.copy(file, damaged.resolve(file.getFileName()));
      }
    }
    try (RandomAccessFile file = new RandomAccessFile(damaged.resolve(SEGMENT).toFile(), "rw")) {
      file.seek(position + HEADER_BYTES);
      int first = file.read();
      file.seek(position + HEADER_BYTES);
      file.write(first ^ 0x40);
    }
    Path saved = folder.resolve("saved-" + position);
    JournalSalvage.Saved outcome =
        new JournalSalvage(damaged, Files.createDirectories(saved.resolve("journal")), List.of())
            .run(true);
    assertThat(outcome.losses()).hasSize(1);
    return saved;
  }

  private void live(Rig rig, boolean tokens) throws IOException {
    note(rig, -1, () -> rig.create(purchases(tokens)));
    List<String> decided = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      rig.now += random.nextInt(20_000);
      if (i == STEPS / 3 || i == STEPS / 2) {
        note(rig, -1, () -> update(rig, tokens));
      } else if (decided.size() < 3 || random.nextInt(4) == 0) {
        decide(rig, "d" + decided.size(), decided);
      } else if (random.nextInt(12) == 0) {
        note(rig, -1, () -> rig.pass(1_000));
      } else {
        int chosen = random.nextInt(decided.size());
        note(rig, chosen % ARMS, () -> tell(rig, decided.get(chosen)));
      }
    }
    note(rig, -1, () -> rig.pass(7_200_000));
    rig.journal.readChecked(0).poll(record -> types.put(record.position(), record.type()), 1_000);
  }

  private static void update(Rig rig, boolean tokens) {
    dev.bandolier.v1.Campaign.Builder more = purchases(tokens);
    long revision = rig.campaign.revision() + 1;
    for (int i = 1; i < revision; i++) {
      more.getSlotsBuilder(0).addArms(0, Arm.newBuilder().setId("new" + i));
    }
    rig.change(CampaignChanged.Change.UPDATED, revision, more, List.of());
  }

  private void note(Rig rig, int arm, Runnable step) {
    long position = rig.journal.endPosition();
    step.run();
    armOf.put(position, arm);
  }

  private void decide(Rig rig, String id, List<String> decided) {
    int arm = decided.size() % ARMS;
    boolean deferred = random.nextInt(3) == 0;
    note(rig, arm, () -> rig.append(id, deferred, DecisionSource.DECISION_SOURCE_POLICY, arm));
    rig.catchUp();
    decided.add(id);
  }

  private void tell(Rig rig, String id) {
    switch (random.nextInt(8)) {
      case 0, 1 -> rig.activate(id, rig.now);
      case 2 -> rig.censor(id, CensorReason.CENSOR_REASON_UNANSWERED);
      case 3 -> rig.fold(new Answered(Rig.CAMPAIGN, id));
      case 4 -> rig.retract(id, "o" + random.nextInt(3), "");
      default -> rig.report(id, "buy", random.nextInt(50), "o" + random.nextInt(3));
    }
  }
}
