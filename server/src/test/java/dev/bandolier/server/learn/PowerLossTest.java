package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bandolier.server.journal.FaultyDisk;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalConfig;
import dev.bandolier.v1.Aggregation;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.RewardBounds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Journal, ledger and arms under random operations, over files of which a power loss drops and reorders
 * what was not synced. The store is gone with the power, as another boot's is. What was acknowledged
 * after a sync is there, once; what is there is the beginning of what was done.
 */
final class PowerLossTest {

  private static final int DECISIONS = 60;
  private static final int LOSSES = 3;
  private static final JournalConfig SMALL =
      new JournalConfig(1 << 14, 1 << 12, Duration.ofSeconds(20), Duration.ZERO, 0);

  /** One operation; {@code outcome} is empty for a decision, whose {@code value} is the arm. */
  private record Done(long position, String decision, String outcome, int value) {}

  @TempDir Path directory;
  private final List<Done> done = new ArrayList<>();
  private Journal journal;
  private long acknowledged;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void acknowledgedOutcomes_areThereExactlyOnce_afterAnyPowerLoss(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    FaultyDisk disk = new FaultyDisk();
    int lost = 0;
    for (int life = 0; life <= LOSSES; life++) {
      try (Rig rig = rig(disk, life)) {
        lost += dropLost();
        assertSame(rig);
        work(rig, random);
        disk = disk.afterPowerLoss(random);
      }
    }
    assertThat(lost).as("a test in which nothing is lost proves nothing").isPositive();
  }

  private Rig rig(FaultyDisk disk, int life) {
    Rig rig =
        new Rig(
            directory.resolve("life" + life),
            (folder, config, wall, nanos) -> journal = disk.open(SMALL, wall, nanos));
    if (life == 0) {
      rig.create(purchases());
      acknowledge(journal.firstPosition());
    }
    return rig;
  }

  private static dev.bandolier.v1.Campaign.Builder purchases() {
    return dev.bandolier.v1.Campaign.newBuilder()
        .setName("campaigns/c")
        .addSlots(Rig.slot("offer", "a", "b", "c"))
        .addRewardRules(
            Rig.rule("buy", 1, 3600)
                .setUsesValue(true)
                .setValueRange(RewardBounds.newBuilder().setMin(-100).setMax(100))
                .setAggregation(Aggregation.AGGREGATION_SUM));
  }

  private void work(Rig rig, SplittableRandom random) {
    for (int i = random.nextInt(40, 160); i > 0; i--) {
      operate(rig, random);
      if (random.nextInt(12) == 0) {
        acknowledge(done.get(done.size() - 1).position());
      }
    }
  }

  private void operate(Rig rig, SplittableRandom random) {
    String decision = "d" + random.nextInt(DECISIONS);
    long position = journal.endPosition();
    if (plain().containsKey(decision)) {
      String outcome = "o" + random.nextInt(1_000_000);
      int value = random.nextInt(1, 50);
      assertThat(rig.report(decision, "buy", value, outcome)).isEqualTo(Fate.FATE_ACCEPTED);
      done.add(new Done(position, decision, outcome, value));
    } else {
      int arm = random.nextInt(3);
      rig.decide(decision, arm);
      done.add(new Done(position, decision, "", arm));
    }
  }

  private void acknowledge(long position) {
    journal.whenDurable(position).join();
    acknowledged = position;
  }

  /** Takes what the journal lost from the end of the book; none of it was acknowledged. */
  private int dropLost() {
    int before = done.size();
    done.removeIf(each -> each.position() >= journal.endPosition());
    assertThat(journal.endPosition()).isGreaterThan(acknowledged);
    return before - done.size();
  }

  /** The arm of each decision. */
  private Map<String, Integer> plain() {
    Map<String, Integer> arms = new HashMap<>();
    done.stream()
        .filter(each -> each.outcome().isEmpty())
        .forEach(each -> arms.put(each.decision(), each.value()));
    return arms;
  }

  private void assertSame(Rig rig) {
    Map<String, Integer> arms = plain();
    double[] sums = new double[3];
    int[] counts = new int[3];
    arms.values().forEach(arm -> counts[arm]++);
    for (Done each : done) {
      if (!each.outcome().isEmpty()) {
        sums[arms.get(each.decision())] += each.value();
      }
    }
    for (int arm = 0; arm < 3; arm++) {
      assertThat(rig.lesson(0, arm).weight()).isCloseTo(counts[arm], within(1e-9));
      assertThat(rig.lesson(0, arm).rewardSum()).isCloseTo(sums[arm], within(1e-9));
      assertThat(rig.statistics(0, arm).rewardSum()).isCloseTo(sums[arm], within(1e-9));
    }
    assertRemembered(rig);
  }

  private void assertRemembered(Rig rig) {
    for (Done each : List.copyOf(done)) {
      if (!each.outcome().isEmpty()) {
        Fate again = rig.report(each.decision(), "buy", each.value(), each.outcome());
        assertThat(again).isEqualTo(Fate.FATE_DUPLICATE);
      }
    }
  }
}
