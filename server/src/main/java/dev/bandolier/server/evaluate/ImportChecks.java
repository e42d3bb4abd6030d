package dev.bandolier.server.evaluate;

import com.google.protobuf.util.Timestamps;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.v1.ArmProbability;
import dev.bandolier.v1.ImportedChoice;
import dev.bandolier.v1.ImportedDecision;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds what is wrong with an imported decision, its context apart. One thread. */
final class ImportChecks {

  private static final double TOLERANCE = 1e-6;
  private static final double MAX_REWARD = 1e12;

  private final Campaign campaign;
  private final String path;
  private final List<Violation> violations;

  ImportChecks(Campaign campaign, String path, List<Violation> violations) {
    this.campaign = campaign;
    this.path = path;
    this.violations = violations;
  }

  String path() {
    return path;
  }

  void check(ImportedDecision decision) {
    require(decision.getChoicesCount() > 0, "choices", "at least one slot");
    require(
        !decision.hasTime() || Timestamps.isValid(decision.getTime()),
        "time",
        "a time from year 1 to 9999, nanos from 0 to 999,999,999");
    int before = -1;
    for (int i = 0; i < decision.getChoicesCount(); i++) {
      ImportedChoice choice = decision.getChoices(i);
      String at = "choices[" + i + "].";
      Slot slot = campaign.slot(choice.getSlot());
      if (slot == null || slot.index() <= before) {
        require(false, at + "slot", "a slot of the campaign, each once and in its order");
        return;
      }
      before = slot.index();
      check(choice, slot, at);
    }
  }

  private void check(ImportedChoice choice, Slot slot, String at) {
    double reward = choice.getReward();
    require(slot.arm(choice.getArm()) != null, at + "arm", "an arm of the slot");
    require(Math.abs(reward) <= MAX_REWARD, at + "reward", "a number of at most 1e12");
    require(
        reward >= campaign.leastReward() && reward <= campaign.greatestReward(),
        at + "reward",
        "within the campaign's reward bounds");
    if (choice.getPmfCount() == 0) {
      require(
          choice.getPropensity() > 0.0 && choice.getPropensity() <= 1.0,
          at + "propensity",
          "above 0 and at most 1, or a pmf");
    } else {
      checkPmf(choice, slot, at);
    }
  }

  private void checkPmf(ImportedChoice choice, Slot slot, String at) {
    Set<String> arms = new HashSet<>();
    double sum = 0.0;
    double own = 0.0;
    boolean fine = true;
    for (ArmProbability each : choice.getPmfList()) {
      double p = each.getProbability();
      fine &= slot.arm(each.getArm()) != null && arms.add(each.getArm()) && p >= 0.0 && p <= 1.0;
      sum += p;
      own += each.getArm().equals(choice.getArm()) ? p : 0.0;
    }
    require(
        fine && Math.abs(sum - 1.0) <= TOLERANCE,
        at + "pmf",
        "probabilities of different arms of the slot, whose sum is 1");
    require(own > 0.0, at + "pmf", "a probability above 0 for the chosen arm");
    require(
        !choice.hasPropensity() || Math.abs(choice.getPropensity() - own) <= TOLERANCE,
        at + "propensity",
        "as in the pmf");
  }

  private void require(boolean holds, String field, String description) {
    if (!holds) {
      violations.add(new Violation(path + field, description));
    }
  }
}
