package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bandolier.server.event.RolledBack.Mode;
import dev.bandolier.server.model.ArmLayout;
import dev.bandolier.server.model.ArmPosterior;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.SparseVector;
import dev.bandolier.server.model.Workspace;
import dev.bandolier.v1.Aggregation;
import dev.bandolier.v1.CensorReason;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.RewardBounds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Drives decisions, outcomes, censorings, snapshots, rollbacks and restarts at random. The plain model is
 * a list of the lessons that should be in; whatever happens, the posteriors are a fresh solve of them.
 */
class RollbackModelTest {

  private static final int ARMS = 2;
  private static final int DIMENSION = 3;

  @TempDir Path directory;

  /**
   * What one decision has taught last.
   *
   * @param number of the lesson; another one for each change
   * @param reward NaN where it was taken back
   */
  private record Taught(int number, double reward) {}

  private static final class Plain {
    final int arm;
    final double price;
    final Set<String> outcomes = new HashSet<>();
    double sum;
    boolean censored;
    int lesson;

    Plain(int arm, double price) {
      this.arm = arm;
      this.price = price;
    }
  }

  private record Kept(long position, Map<String, Taught> lessons) {}

  private final Map<String, Plain> decisions = new HashMap<>();
  private final List<Kept> snapshots = new ArrayList<>();
  private Map<String, Taught> lessons = new HashMap<>();
  private int lastLesson;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void posteriors_areAFreshSolveOfTheLessonsThatShouldBeIn(long seed) {
    Random random = new Random(seed);
    try (Rig rig = new Rig(directory)) {
      rig.create(
          RollbackTest.numbers()
              .addRewardRules(
                  Rig.rule("buy", 1, 36_000)
                      .setUsesValue(true)
                      .setValueRange(RewardBounds.newBuilder().setMin(-100).setMax(100))
                      .setAggregation(Aggregation.AGGREGATION_SUM)));
      for (int i = 0; i < 300; i++) {
        operate(rig, random);
        rig.now += random.nextInt(1000);
      }
      assertSolved(rig);
      long digest = rig.digest();
      rig.rebuild();
      assertThat(rig.digest()).isEqualTo(digest);
    }
  }

  private void operate(Rig rig, Random random) {
    int choice = random.nextInt(60);
    if (choice == 0) {
      snapshots.add(new Kept(rig.snapshot("s" + snapshots.size()), new HashMap<>(lessons)));
    } else if (choice == 1 && !snapshots.isEmpty()) {
      Kept kept = snapshots.get(random.nextInt(snapshots.size()));
      rig.rollBack(kept.position(), Mode.LEAVE_OUT, 0, 0);
      lessons = new HashMap<>(kept.lessons());
      assertSolved(rig);
    } else if (choice == 2) {
      rig.restart();
    } else {
      trade(rig, random);
    }
  }

  private void trade(Rig rig, Random random) {
    String id = "d" + random.nextInt(60);
    Plain decision = decisions.get(id);
    if (decision == null) {
      Plain made = new Plain(random.nextInt(ARMS), random.nextInt(10) / 10.0);
      decisions.put(id, made);
      rig.show(id, made.arm, made.price);
      teach(id, made, 0);
    } else if (random.nextInt(12) == 0) {
      Fate fate = rig.censor(id, CensorReason.CENSOR_REASON_UNKNOWABLE);
      assertThat(fate == Fate.FATE_ACCEPTED).isEqualTo(!decision.censored);
      decision.censored = true;
      teach(id, decision, Double.NaN);
    } else {
      buy(rig, id, decision, "o" + random.nextInt(6), random.nextInt(20) - 5);
    }
  }

  private void buy(Rig rig, String id, Plain decision, String outcome, int value) {
    if (rig.report(id, "buy", value, outcome) == Fate.FATE_ACCEPTED) {
      assertThat(decision.outcomes.add(outcome) && !decision.censored).isTrue();
      decision.sum += value;
      teach(id, decision, decision.sum);
    }
  }

  /** A lesson changes only where the posteriors have the one before it. */
  private void teach(String id, Plain decision, double reward) {
    Taught held = lessons.getOrDefault(id, new Taught(0, Double.NaN));
    boolean same = Double.compare(held.reward(), reward) == 0;
    if (held.number() == decision.lesson && !same) {
      decision.lesson = ++lastLesson;
      lessons.put(id, new Taught(lastLesson, reward));
    }
  }

  private void assertSolved(Rig rig) {
    for (int arm = 0; arm < ARMS; arm++) {
      Memory solved = Memory.allocate(ArmLayout.words(DIMENSION));
      solve(solved, arm);
      long handle = rig.state().models().armHandle(0, arm);
      Memory memory = rig.store.memory(handle);
      int payload = rig.store.current(handle);
      assertThat(ArmPosterior.weight(memory, payload))
          .isCloseTo(ArmPosterior.weight(solved, 0), within(1e-9));
      for (int i = 0; i < DIMENSION; i++) {
        assertThat(ArmPosterior.coefficient(memory, payload, i))
            .isCloseTo(ArmPosterior.coefficient(solved, 0, i), within(1e-6));
        for (int j = 0; j < DIMENSION; j++) {
          assertThat(ArmPosterior.covariance(memory, payload, i, j))
              .isCloseTo(ArmPosterior.covariance(solved, 0, i, j), within(1e-9));
        }
      }
    }
  }

  private void solve(Memory target, int arm) {
    Workspace workspace = new Workspace();
    ArmPosterior.initialise(target, 0, DIMENSION, 1);
    lessons.forEach(
        (id, taught) -> {
          Plain decision = decisions.get(id);
          if (decision.arm == arm && !Double.isNaN(taught.reward())) {
            SparseVector x = new SparseVector(4);
            x.clear();
            x.add(1, decision.price);
            ArmPosterior.observe(target, 0, x, taught.reward(), 1, workspace);
          }
        });
  }
}
