package dev.bandolier.server.evaluate;

import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.v1.ArmState;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What closed decisions say about the policy without each of its arms. An arm is judged by its own slot's rewards, where one arm is shown, on decisions
 * made since it became active. One thread.
 *
 * <p>Errors: an arm's share is given out once, when its test begins, and never taken back, so that all of them together stay within the whole however many
 * arms come later: the arms that are active at first share half of it alike, the j-th test that begins later (of a new arm, or of one that is resumed, whose
 * evidence begins anew) gets 1/(j(j + 1)) of the other half.
 */
final class ArmEvidence {

  private final double error;
  private final Map<Long, Test> tests = new HashMap<>();
  private final Map<Integer, Moments> slots = new HashMap<>();
  private final Advantage advantage = new Advantage();
  private Campaign campaign;
  private int later;

  /**
   * An arm's test.
   *
   * @param error its share
   * @param since decisions count whose facts stand behind this position
   */
  record Test(PairedSequence sequence, double error, long since) {}

  /**
   * Judges the arms that are active.
   *
   * @param error of all of them together, over all looks
   */
  ArmEvidence(Campaign campaign, double error) {
    this.campaign = campaign;
    this.error = error;
    long active = campaign.slots().stream().mapToLong(slot -> slot.activeArms().length).sum();
    for (Slot slot : campaign.slots()) {
      for (int arm : slot.activeArms()) {
        begin(slot.uid(), arm, 0.5 * error / active, 0);
      }
    }
  }

  private void begin(int slot, int arm, double share, long since) {
    tests.put(key(slot, arm), new Test(new PairedSequence(), share, since));
  }

  /**
   * Goes on with a later revision.
   *
   * @param position where its fact stands
   */
  void revise(Campaign revised, long position) {
    campaign = revised;
    for (Slot slot : revised.slots()) {
      for (Arm arm : slot.arms()) {
        if (!isActive(arm)) {
          tests.remove(key(slot.uid(), arm.uid()));
        } else if (!tests.containsKey(key(slot.uid(), arm.uid()))) {
          later++;
          begin(slot.uid(), arm.uid(), 0.5 * error / later / (later + 1), position);
        }
      }
    }
  }

  private static boolean isActive(Arm arm) {
    return arm.state() == ArmState.ARM_STATE_ACTIVE;
  }

  /** An arm's test; null where it has none. */
  @Nullable Test of(Slot slot, Arm arm) {
    return tests.get(key(slot.uid(), arm.uid()));
  }

  /** Whether a decision's slot says anything about its arms. */
  boolean judges(LoggedSlot logged) {
    return logged.chosen().length == 1
        && logged.isWhole()
        && logged.arms().length > 1
        && campaign.slotByUid(logged.slotUid()) != null;
  }

  /**
   * Takes in what it {@link #judges}.
   *
   * @param position where the decision's fact stands
   * @param prediction by eligible arm, in [0, 1]; means nothing unless {@code predicted}
   * @param reward in [0, 1]
   */
  void add(
      long position, LoggedSlot logged, boolean predicted, double[] prediction, double reward) {
    double[] p = logged.pmf();
    double value = 0.0;
    for (int i = 0; i < p.length && predicted; i++) {
      value += p[i] * prediction[i];
    }
    Moments seen = slots.computeIfAbsent(logged.slotUid(), fresh -> new Moments());
    for (int i = 0; i < p.length; i++) {
      Test test = tests.get(key(logged.slotUid(), logged.arms()[i]));
      if (test != null && position > test.since() && p[i] < 1.0) {
        advantage.without(p, prediction, value, i, logged.chosen()[0], reward);
        advantage.predicted = predicted;
        test.sequence().add(advantage, seen.soFar());
      }
    }
    seen.add(reward);
  }

  private static long key(int slot, int arm) {
    return (long) slot << 32 | arm;
  }
}
