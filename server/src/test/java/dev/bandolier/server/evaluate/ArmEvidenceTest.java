package dev.bandolier.server.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Candidates;
import dev.bandolier.server.campaign.Samples;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.v1.ArmState;
import dev.bandolier.v1.PolicyType;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ArmEvidenceTest {

  private static final double ERROR = 0.05;
  private final ArmEvidence arms = new ArmEvidence(world(), ERROR);
  private final SplittableRandom random = new SplittableRandom(7);
  private Campaign campaign = world();
  private double given = 5 * share(4);

  private static Campaign world() {
    return LoggedWorld.campaign(PolicyType.POLICY_TYPE_LINEAR_THOMPSON);
  }

  private Slot slot() {
    return campaign.slots().get(0);
  }

  private Arm arm(int uid) {
    return Objects.requireNonNull(slot().armByUid(uid));
  }

  private double share(int uid) {
    return Objects.requireNonNull(
            arms.of(
                world().slots().get(0),
                Objects.requireNonNull(world().slots().get(0).armByUid(uid))))
        .error();
  }

  private void revise(dev.bandolier.v1.Campaign.Builder definition, long position) {
    campaign = Candidates.compiled(campaign, definition.build());
    arms.revise(campaign, position);
  }

  private dev.bandolier.v1.Campaign.Builder inState(ArmState state) {
    dev.bandolier.v1.Campaign.Builder changed = campaign.definition().toBuilder();
    changed.getSlotsBuilder(0).getArmsBuilder(4).setState(state);
    return changed;
  }

  private void row(long position) {
    LoggedSlot logged = LoggedWorld.row(random, position).slots().get(0);
    arms.add(position, logged, false, new double[5], logged.rewards()[0]);
  }

  @Test
  void armsThatComeLater_andTestsThatBeginAnew_stayWithinTheError() {
    for (int i = 0; i < 40; i++) {
      revise(inState(ArmState.ARM_STATE_PAUSED), 2L * i);
      revise(inState(ArmState.ARM_STATE_ACTIVE), 2L * i + 1);
      given += Objects.requireNonNull(arms.of(slot(), arm(4))).error();
      dev.bandolier.v1.Campaign.Builder more = campaign.definition().toBuilder();
      more.getSlotsBuilder(0).addArms(Samples.arm("late" + i));
      revise(more, 2L * i + 1);
      given += Objects.requireNonNull(arms.of(slot(), arm(5 + i))).error();
    }
    assertThat(given).isBetween(0.98 * ERROR, ERROR);
  }

  /** What was decided before may have its reward already when somebody resumes the arm. */
  @Test
  void resumedArm_isJudgedByWhatWasDecidedSince() {
    row(1);
    revise(inState(ArmState.ARM_STATE_PAUSED), 2);
    revise(inState(ArmState.ARM_STATE_ACTIVE), 10);
    row(9);
    assertThat(Objects.requireNonNull(arms.of(slot(), arm(4))).sequence().count()).isZero();
    assertThat(Objects.requireNonNull(arms.of(slot(), arm(3))).sequence().count()).isEqualTo(2);
    row(11);
    assertThat(Objects.requireNonNull(arms.of(slot(), arm(4))).sequence().count()).isEqualTo(1);
  }
}
