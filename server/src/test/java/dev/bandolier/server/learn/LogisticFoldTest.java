package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.Duration;
import dev.bandolier.server.event.RolledBack.Mode;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.CensorReason;
import dev.bandolier.v1.PolicyType;
import dev.bandolier.v1.RewardBounds;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogisticFoldTest extends RigTest {

  private static final double EXACT = 1e-8;

  private static Campaign.Builder logistic() {
    Campaign.Builder definition =
        RollbackTest.numbers()
            .setRewardBounds(RewardBounds.newBuilder().setMax(1))
            .setHalfLife(Duration.newBuilder().setSeconds(36_000));
    definition.getPolicyBuilder().setType(PolicyType.POLICY_TYPE_LOGISTIC_THOMPSON);
    return definition;
  }

  @Test
  void clicks_moveTheLogit_andTheRegisterKeepsTheRate() {
    rig.create(logistic());
    for (int i = 0; i < 40; i++) {
      rig.decide("d" + i, i % 2);
      if (i % 4 == 1) {
        rig.report("d" + i, "click");
      }
    }
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(20, 0));
    assertThat(rig.lesson(0, 1)).isEqualTo(new Lesson(20, 10));
    assertThat(rig.estimate(0, 1) - rig.estimate(0, 0)).isGreaterThan(1);
  }

  @Test
  void whatIsCensored_leavesNothing_whateverWasReportedBefore_andAfterRestarts() {
    rig.create(logistic());
    Random random = new Random(1);
    for (int i = 0; i < 60; i++) {
      rig.now += random.nextInt(600_000);
      rig.show("d" + i, i % 2, random.nextDouble());
      if (random.nextBoolean()) {
        rig.report("d" + random.nextInt(i + 1), "click");
      }
    }
    rig.restart();
    long digest = rig.digest();
    rig.rebuild();
    assertThat(rig.digest()).isEqualTo(digest);
    for (int i = 0; i < 60; i++) {
      rig.censor("d" + i, CensorReason.CENSOR_REASON_UNKNOWABLE);
    }
    for (int arm = 0; arm < 2; arm++) {
      assertThat(rig.lesson(0, arm).weight()).isCloseTo(0, within(EXACT));
      assertThat(rig.estimate(0, arm)).isCloseTo(0, within(EXACT));
    }
  }

  @Test
  void foldedAgainWithoutAnHour_whatComesLaterStillLeavesExactly() {
    rig.create(logistic());
    long snapshot = rig.snapshot("s");
    long from = 0;
    for (int i = 0; i < 30; i++) {
      rig.now += 60_000;
      from = i == 10 ? rig.now : from;
      rig.show("d" + i, 0, 0.1 * (i % 7));
      if (i % 3 == 0) {
        rig.report("d" + i, "click");
      }
    }
    rig.rollBack(snapshot, Mode.FOLD_AGAIN, from, from + 600_000);
    for (int i = 0; i < 30; i++) {
      rig.censor("d" + i, CensorReason.CENSOR_REASON_UNKNOWABLE);
    }
    assertThat(rig.lesson(0, 0).weight()).isCloseTo(0, within(EXACT));
    assertThat(rig.estimate(0, 0)).isCloseTo(0, within(EXACT));
  }
}
