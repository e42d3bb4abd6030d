package dev.bandolier.server.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One arm without context learns rewards, each of which is compared first. */
class ChangeAlarmTest {

  private static final SparseVector ALWAYS = new SparseVector(1);

  private final SplittableRandom random = new SplittableRandom(20261122);
  private final Memory arm = Memory.allocate(ArmLayout.words(1));
  private final Memory register = Memory.allocate(SlotRegister.WORDS);
  private final Memory alarm = Memory.allocate(ChangeAlarm.WORDS);
  private final Workspace workspace = new Workspace();
  private final Surprise surprise = new Surprise();

  ChangeAlarmTest() {
    ArmPosterior.initialise(arm, 0, 1, 1.0);
    SlotRegister.initialise(register, 0);
    SlotRegister.add(register, 0, arm, 0);
    ChangeAlarm.initialise(alarm, 0);
  }

  private boolean compare(double reward, double held) {
    int words = ArmLayout.words(1);
    return surprise.of(register, 0, arm, 0, words, ALWAYS, false, reward, held, 1.0)
        && ChangeAlarm.observe(alarm, 0, surprise, true, true);
  }

  private void learn(double reward) {
    SlotRegister.takeOut(register, 0, arm, 0);
    ArmPosterior.observe(arm, 0, ALWAYS, reward, 1.0, workspace);
    SlotRegister.add(register, 0, arm, 0);
  }

  /** After how many rewards there was an alarm; more than {@code most} where there was none. */
  private int untilAlarm(int most, DoubleSupplier rewards) {
    for (int i = 1; i <= most; i++) {
      double reward = rewards.getAsDouble();
      if (compare(reward, Double.NaN)) {
        return i;
      }
      learn(reward);
    }
    return most + 1;
  }

  private double click(double rate) {
    return random.nextDouble() < rate ? 1.0 : 0.0;
  }

  /** The threshold allows one false alarm in a million rewards. */
  @ParameterizedTest
  @ValueSource(doubles = {0.003, 0.3})
  void aMillionRewards_ofTheSameRate_raiseNoAlarm(double rate) {
    assertThat(untilAlarm(1_000_000, () -> click(rate))).isEqualTo(1_000_001);
  }

  @Test
  void purchasesOfHeavyTail_raiseNoAlarm() {
    DoubleSupplier purchase = () -> click(0.01) * StrictMath.pow(1 - random.nextDouble(), -0.6);
    assertThat(untilAlarm(300_000, purchase)).isEqualTo(300_001);
  }

  @ParameterizedTest
  @CsvSource({"0.3, 0.15, 400", "0.3, 0.45, 400", "0.003, 0.012, 8000", "0.02, 0.005, 8000"})
  void aRateThatChanges_isFound(double before, double after, int within) {
    assertThat(untilAlarm(20_000, () -> click(before))).isEqualTo(20_001);
    assertThat(untilAlarm(within, () -> click(after))).isLessThanOrEqualTo(within);
  }

  @Test
  void rewardsThatNeverVaried_areNotOverthrownByOneThatDoes() {
    untilAlarm(1000, () -> 5.0);
    assertThat(compare(6.0, Double.NaN)).isFalse();
  }

  @Test
  void aRewardThatIsHeld_isComparedWithWhatIsSaidWithoutIt() {
    untilAlarm(50, () -> click(0.3));
    compare(1.0, Double.NaN);
    double fresh = surprise.residual();
    double doubt = surprise.doubt();
    ArmPosterior.observe(arm, 0, ALWAYS, 0.0, 1.0, workspace);
    compare(1.0, 0.0);
    assertThat(surprise.residual()).isCloseTo(fresh, org.assertj.core.api.Assertions.within(1e-9));
    assertThat(surprise.doubt()).isCloseTo(doubt, org.assertj.core.api.Assertions.within(1e-12));
  }

  @Test
  void aChange_isCounted_andEverythingStartsAfresh() {
    untilAlarm(1000, () -> click(0.5));
    untilAlarm(1000, () -> 0.0);
    ChangeAlarm.found(alarm, 0, 77);
    assertThat(ChangeAlarm.changes(alarm, 0)).isEqualTo(1);
    assertThat(ChangeAlarm.latest(alarm, 0)).isEqualTo(77);
    assertThat(ChangeAlarm.ticks(alarm, 0)).isEqualTo(ChangeAlarm.TICKS);
    for (int sum = 0; sum < 6; sum++) {
      assertThat(alarm.getDouble(sum)).isZero();
    }
  }

  @Test
  void predictions_areTrustedWhileAtMostAFifthOfTheLessonsIsOpen() {
    for (int i = 0; i < 10; i++) {
      ChangeAlarm.lesson(alarm, 0);
    }
    for (int i = 0; i < 7; i++) {
      ChangeAlarm.complete(alarm, 0);
    }
    assertThat(ChangeAlarm.isMature(alarm, 0)).isFalse();
    ChangeAlarm.complete(alarm, 0);
    assertThat(ChangeAlarm.isMature(alarm, 0)).isTrue();
  }
}
