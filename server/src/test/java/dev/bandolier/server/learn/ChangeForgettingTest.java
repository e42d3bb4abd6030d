package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.Faded;
import dev.bandolier.server.event.RolledBack.Mode;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.LearningMode;
import dev.bandolier.v1.PolicyType;
import dev.bandolier.v1.RewardBounds;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChangeForgettingTest extends RigTest {

  private static final long MINUTE = 60_000;
  private static final int KNOWN = 400;

  private final SplittableRandom random = new SplittableRandom(5);
  private int made;

  private static Campaign.Builder reported() {
    Campaign.Builder definition =
        Rig.clicks()
            .clearRewardRules()
            .addRewardRules(
                Rig.rule("seen", 1, 3600)
                    .setUsesValue(true)
                    .setValueRange(RewardBounds.newBuilder().setMin(0).setMax(1)))
            .setLearningMode(LearningMode.LEARNING_MODE_ON_REWARD)
            .setEveryZeroIsReported(true)
            .setForgetOnChange(true);
    definition.getCorrectionWindowBuilder().setSeconds(360_000);
    return definition;
  }

  /** A decision whose reward is reported at once. */
  private void round(int arm, double rate) {
    String id = "d" + made++;
    rig.now += 100;
    rig.decide(id, arm);
    rig.report(id, "seen", random.nextDouble() < rate ? 1 : 0, "");
  }

  private void rounds(int count, double rate) {
    for (int i = 0; i < count; i++) {
      round(0, rate);
    }
  }

  @Test
  void factsThatShareSteps_areComparedWithWhatThoseBeforeThemTaught() throws IOException {
    rig.create(reported());
    rounds(KNOWN, 0.8);
    untilChange(0.1);
    rounds(KNOWN, 0.1);
    try (Replay replay = rig.replay(directory)) {
      assertThat(replay.runBeside(new TaughtBesideTest.Cutter(new Random(1)), () -> true)).isTrue();
      assertThat(replay.compare(rig.store, 9).matches()).isTrue();
    }
  }

  private long changes() {
    return rig.state().changes().count(0);
  }

  private void untilChange(double rate) {
    long before = changes();
    for (int i = 0; i < 400 && changes() == before; i++) {
      round(0, rate);
    }
    assertThat(changes()).isEqualTo(before + 1);
  }

  private void fade() {
    rig.fold(new Faded(Rig.CAMPAIGN, 1000));
  }

  @Test
  void aDrop_isFoundWithinFourHundredRewards_andEveryArmForgets() {
    rig.create(reported());
    round(1, 1);
    rounds(KNOWN, 0.5);
    assertThat(changes()).isZero();
    assertThat(rig.state().fading().isBehind(rig.now)).isFalse();
    untilChange(0.1);
    assertThat(rig.lesson(0, 0).weight()).isLessThan(7);
    assertThat(rig.state().changes().latest(0)).isEqualTo(rig.now);
    assertThat(rig.state().fading().isBehind(rig.now)).isTrue();
    fade();
    assertThat(rig.lesson(0, 1).weight()).isCloseTo(1 / 256.0, within(1e-12));
    assertThat(rig.state().fading().isBehind(rig.now)).isFalse();
  }

  @Test
  void withoutTheSetting_nothingIsLookedFor() {
    rig.create(reported().clearForgetOnChange());
    rounds(300, 0.5);
    rounds(300, 0);
    assertThat(rig.lesson(0, 0).weight()).isCloseTo(600, within(1e-9));
    assertThat(rig.state().changes().isEmpty()).isTrue();
  }

  @Test
  void logits_areComparedToo() {
    Campaign.Builder definition = reported();
    definition.getPolicyBuilder().setType(PolicyType.POLICY_TYPE_LOGISTIC_THOMPSON);
    definition.getRewardBoundsBuilder().setMin(0).setMax(1);
    rig.create(definition);
    rounds(KNOWN, 0.5);
    assertThat(changes()).isZero();
    untilChange(0.1);
    assertThat(rig.lesson(0, 0).weight()).isLessThan(7);
  }

  @Test
  void whatWasLearnedBeforeAChange_isTakenBackAsWhatIsLeftOfIt() {
    rig.create(reported());
    rounds(KNOWN, 0.5);
    untilChange(0.1);
    int after = made;
    rounds(20, 0.1);
    for (int i = 0; i < after - 1; i++) {
      rig.retract("d" + i, "", "seen");
    }
    assertThat(rig.lesson(0, 0).weight()).isCloseTo(21, within(1e-6));
  }

  /** A window of an hour, a decision a minute, a click after a while; the others close with 0. */
  private void minutes(int count, double rate) {
    for (int i = 0; i < count; i++) {
      rig.pass(MINUTE);
      int late = made - 40;
      if (late >= 0 && random.nextDouble() < rate) {
        rig.report("w" + late, "click");
      }
      rig.decide("w" + made++, 0);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = LearningMode.class,
      names = {"LEARNING_MODE_PROVISIONAL", "LEARNING_MODE_AT_WINDOW_CLOSE"})
  void whereWindowsAreOpen_whatIsMissingIsNoChange_butADropIs(LearningMode mode) {
    rig.create(Rig.clicks().setLearningMode(mode).setForgetOnChange(true));
    minutes(KNOWN, 0.5);
    assertThat(changes()).isZero();
    minutes(220, 0.1);
    assertThat(changes()).isEqualTo(1);
    minutes(340, 0.1);
    assertThat(changes()).isEqualTo(1);
  }

  @Test
  void foldingAgain_orStartingAgain_givesTheSame() {
    rig.create(reported());
    rounds(300, 0.5);
    untilChange(0);
    fade();
    rounds(200, 0.5);
    long digest = rig.digest();
    assertThat(rig.restart().digest()).isEqualTo(digest);
    rig.rebuild();
    assertThat(rig.digest()).isEqualTo(digest);
    untilChange(1);
    assertThat(changes()).isGreaterThanOrEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"LEAVE_OUT", "FOLD_AGAIN"})
  void aRollback_undoesAChange_andWhatWasForgottenForIt(Mode mode) {
    rig.create(reported());
    rounds(300, 0.5);
    long snapshot = rig.snapshot("s");
    var before = rig.posteriorBits();
    long began = rig.now;
    untilChange(0);
    fade();
    rig.rollBack(snapshot, mode, began + 1, rig.now + 1);
    assertThat(changes()).isZero();
    fade();
    assertThat(rig.lesson(0, 0).weight()).isCloseTo(300, within(1e-9));
    assertThat(rig.posteriorBits().keySet()).isEqualTo(before.keySet());
    rounds(50, 0.5);
    rig.retract("d7", "", "seen");
    assertThat(rig.lesson(0, 0).weight()).isCloseTo(349, within(1e-6));
    long digest = rig.digest();
    rig.rebuild();
    assertThat(rig.digest()).isEqualTo(digest);
  }

  @Test
  void theSetting_canComeAndGo_andWhatWasForgottenStaysForgotten() {
    rig.create(reported().clearForgetOnChange());
    rounds(300, 0.5);
    rig.change(CampaignChanged.Change.UPDATED, 2, reported(), List.of());
    untilChange(0);
    rig.change(CampaignChanged.Change.UPDATED, 3, reported().clearForgetOnChange(), List.of());
    double left = rig.lesson(0, 0).weight();
    rounds(300, 0.5);
    assertThat(changes()).isEqualTo(1);
    assertThat(rig.lesson(0, 0).weight()).isCloseTo(left + 300, within(1e-9));
  }
}
