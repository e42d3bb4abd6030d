package dev.bandolier.server.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ArmRatioTest {

  private static final int ROUNDS = 2000;

  private static ArmRatio run(long seed, double shownTooOften) {
    SplittableRandom random = new SplittableRandom(seed);
    ArmRatio ratio = new ArmRatio(0.01);
    for (int i = 0; i < ROUNDS; i++) {
      double p = 0.1 + 0.8 * random.nextDouble();
      ratio.add(random.nextDouble() < p + shownTooOften, p);
    }
    return ratio;
  }

  /** 500 runs: at most 1 % may alarm; three standard errors above that are 11. */
  @Test
  void armThatIsShownAsItShould_alarmsHardlyEver_thoughLookedAtAllTheTime() {
    int alarms = 0;
    for (int seed = 0; seed < 500; seed++) {
      alarms += run(seed, 0).mismatch() ? 1 : 0;
    }
    assertThat(alarms).isLessThanOrEqualTo(11);
  }

  @Test
  void armThatIsShownTooOften_alarms() {
    for (int seed = 0; seed < 20; seed++) {
      assertThat(run(seed, 0.1).mismatch()).isTrue();
    }
  }

  @Test
  void counts_areThoseOfTheDecisions() {
    ArmRatio ratio = new ArmRatio(0.01);
    ratio.add(true, 0.25);
    ratio.add(false, 0.5);
    assertThat(ratio.shown()).isEqualTo(1);
    assertThat(ratio.expected()).isEqualTo(0.75);
    assertThat(ratio.mismatch()).isFalse();
  }

  @Test
  void units_areMetOnce_asInAHashSet() {
    UnitSet units = new UnitSet();
    Set<Long> expected = new HashSet<>();
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 20_000; i++) {
      long unit = 1 + random.nextLong(5000) * 0x9E3779B97F4A7C15L;
      assertThat(units.meet(unit)).isEqualTo(expected.add(unit));
    }
  }
}
