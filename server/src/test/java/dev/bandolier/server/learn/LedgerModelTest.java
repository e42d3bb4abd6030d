package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bandolier.v1.Aggregation;
import dev.bandolier.v1.CensorReason;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.RewardBounds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drives journal, ledger and arms with random operations and restarts, beside a plain model in memory. */
class LedgerModelTest {

  private static final int DECISIONS = 40;

  @TempDir Path directory;

  /** A decision as a child would keep it. */
  private static final class Plain {
    final int arm;
    final Map<String, Double> outcomes = new HashMap<>();
    final Map<String, Boolean> gone = new HashMap<>();
    boolean censored;

    Plain(int arm) {
      this.arm = arm;
    }

    double reward() {
      return outcomes.entrySet().stream()
          .filter(outcome -> !gone.containsKey(outcome.getKey()))
          .mapToDouble(Map.Entry::getValue)
          .sum();
    }
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

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void anyOrderOfFacts_withRestarts_leavesWhatThePlainModelHas(long seed) {
    Random random = new Random(seed);
    Map<String, Plain> plain = new HashMap<>();
    try (Rig rig = new Rig(directory)) {
      rig.create(purchases());
      for (int i = 0; i < 400; i++) {
        operate(rig, plain, random);
        if (random.nextInt(60) == 0) {
          rig.restart();
        }
      }
      assertSame(rig, plain);
      assertSame(rig.restart(), plain);
    }
  }

  private static void operate(Rig rig, Map<String, Plain> plain, Random random) {
    String id = "d" + random.nextInt(DECISIONS);
    Plain decision = plain.get(id);
    if (decision == null) {
      decide(rig, plain, id, random.nextInt(3));
    } else {
      operate(rig, plain, random, id, decision);
    }
    rig.now += random.nextInt(1000);
  }

  private static void operate(
      Rig rig, Map<String, Plain> plain, Random random, String id, Plain decision) {
    switch (random.nextInt(10)) {
      case 0 -> decide(rig, plain, id, random.nextInt(3));
      case 1 -> censor(rig, id, decision);
      case 2, 3 -> retract(rig, id, decision, "o" + random.nextInt(6));
      default -> buy(rig, id, decision, "o" + random.nextInt(6), random.nextInt(50) - 10);
    }
  }

  private static void decide(Rig rig, Map<String, Plain> plain, String id, int arm) {
    rig.decide(id, arm);
    plain.putIfAbsent(id, new Plain(arm));
  }

  private static void censor(Rig rig, String id, Plain decision) {
    Fate fate = rig.censor(id, CensorReason.CENSOR_REASON_UNKNOWABLE);
    assertThat(fate == Fate.FATE_ACCEPTED).isEqualTo(!decision.censored);
    decision.censored = true;
  }

  private static void retract(Rig rig, String id, Plain decision, String outcome) {
    Fate fate = rig.retract(id, outcome, "");
    boolean isNew = decision.gone.putIfAbsent(outcome, true) == null;
    assertThat(fate == Fate.FATE_DUPLICATE).isEqualTo(!isNew);
  }

  private static void buy(Rig rig, String id, Plain decision, String outcome, int value) {
    Fate fate = rig.report(id, "buy", value, outcome);
    boolean seen = decision.outcomes.containsKey(outcome) || decision.gone.containsKey(outcome);
    if (seen) {
      assertThat(fate).isEqualTo(Fate.FATE_DUPLICATE);
    } else if (decision.censored) {
      assertThat(fate).isEqualTo(Fate.FATE_CENSORED);
    } else {
      assertThat(fate).isEqualTo(Fate.FATE_ACCEPTED);
      decision.outcomes.put(outcome, (double) value);
    }
  }

  private static void assertSame(Rig rig, Map<String, Plain> plain) {
    for (int arm = 0; arm < 3; arm++) {
      int uid = arm;
      double sum = 0;
      int count = 0;
      for (Plain decision : plain.values()) {
        if (decision.arm == uid && !decision.censored) {
          sum += decision.reward();
          count++;
        }
      }
      assertThat(rig.lesson(0, arm).weight()).isCloseTo(count, within(1e-9));
      assertThat(rig.lesson(0, arm).rewardSum()).isCloseTo(sum, within(1e-9));
      assertThat(rig.statistics(0, arm).rewardSum()).isCloseTo(sum, within(1e-9));
    }
  }

  @Test
  void killedProcess_losesNothingAndCountsNothingTwice() throws IOException {
    Random random = new Random(9);
    Map<String, Plain> plain = new HashMap<>();
    try (Rig rig = new Rig(directory.resolve("live"))) {
      rig.create(purchases());
      for (int kill = 0; kill < 5; kill++) {
        for (int i = 0; i < 50; i++) {
          operate(rig, plain, random);
        }
        try (Rig survivor = rig.afterKill(directory.resolve("after" + kill))) {
          assertSame(survivor, plain);
        }
      }
    }
  }

  @Test
  void foldingAfresh_givesTheSameBits() {
    Random random = new Random(3);
    Map<String, Plain> plain = new HashMap<>();
    try (Rig rig = new Rig(directory)) {
      rig.create(purchases());
      for (int i = 0; i < 300; i++) {
        operate(rig, plain, random);
      }
      long before = rig.digest();
      rig.rebuild();
      assertThat(rig.folded).isGreaterThan(300);
      assertThat(rig.digest()).isEqualTo(before);
    }
  }
}
