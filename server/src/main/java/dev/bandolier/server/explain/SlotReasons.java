package dev.bandolier.server.explain;

import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.decide.Rescorer;
import dev.bandolier.server.decide.Served;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.model.SlotModel;
import dev.bandolier.v1.ArmExplanation;
import dev.bandolier.v1.NamedValue;
import dev.bandolier.v1.PolicyType;
import dev.bandolier.v1.SlotExplanation;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Says why a slot's arm was chosen. An arm's estimate is the sum of its contributions xᵢ·θᵢ, where θ =
 * A⁻¹(b + λ·r̄·e₀), in logits where it learns in logits; what the arm's own features add, where arms share
 * that, is one more. Used once, while the posteriors stand still or their reader can tell that they moved.
 */
final class SlotReasons {

  private final Served served;
  private final DecisionMade made;
  private final Rescorer.Weights weights;
  private final Slot slot;
  private final SlotModel model;

  /**
   * Speaks of the slot that the decision tells of now.
   *
   * @param served of the decision's revision
   */
  SlotReasons(Served served, DecisionMade made, Rescorer.Weights weights) {
    this.served = served;
    this.made = made;
    this.weights = weights;
    Slot found = served.campaign().slotByUid(made.slotUid());
    if (found == null) {
      throw new IllegalArgumentException("the campaign has no slot of uid " + made.slotUid());
    }
    this.slot = found;
    this.model = served.model().slots().get(slot.index());
  }

  /**
   * The slot's reasons.
   *
   * @param contributions for how many arms they are told
   */
  SlotExplanation tell(int contributions) {
    SlotExplanation.Builder told =
        SlotExplanation.newBuilder().setSlot(slot.name()).setScored(weights.scored());
    for (int i = 0; i < made.nonZeros(); i++) {
      told.addVector(named(made.index(i), made.value(i)));
    }
    for (int i = 0; i < made.count(); i++) {
      told.addChosen(idOf(made.chosenArm(i))).addPropensities(made.propensity(i));
    }
    ArmReading.OfSlot register = ArmReading.slot(model, served.campaign().learnsLogits());
    if (register != null) {
      told.setSlotMean(register.mean()).setNoise(register.noise());
    }
    Set<Integer> detailed = firstArms(contributions);
    for (int i = 0; i < made.eligible(); i++) {
      told.addArms(arm(i, detailed.contains(i), register));
    }
    compare(told);
    return told.build();
  }

  private void compare(SlotExplanation.Builder told) {
    int chosen = made.chosen(0);
    int runnerUp = byProbability().stream().filter(i -> i != chosen).findFirst().orElse(-1);
    if (runnerUp >= 0) {
      told.setRunnerUp(idOf(made.armUid(runnerUp)))
          .setEstimateGap(weights.means()[chosen] - weights.means()[runnerUp])
          .setProbabilityGap(made.pmf(chosen) - made.pmf(runnerUp));
    }
  }

  /** The chosen arms, then the most probable ones. */
  private Set<Integer> firstArms(int limit) {
    Set<Integer> first = new HashSet<>();
    IntStream.range(0, made.count()).limit(limit).map(made::chosen).forEach(first::add);
    for (int i : byProbability()) {
      if (first.size() >= limit) {
        break;
      }
      first.add(i);
    }
    return first;
  }

  private List<Integer> byProbability() {
    return IntStream.range(0, made.eligible())
        .boxed()
        .sorted(
            Comparator.<Integer>comparingDouble(i -> -made.pmf(i))
                .thenComparingDouble(i -> -weights.means()[i]))
        .toList();
  }

  private ArmExplanation arm(int i, boolean detailed, ArmReading.@Nullable OfSlot register) {
    ArmExplanation.Builder told =
        ArmExplanation.newBuilder()
            .setArm(idOf(made.armUid(i)))
            .setProbability(made.pmf(i))
            .setRecomputedProbability(weights.pmf()[i])
            .setEstimate(weights.means()[i])
            .setWidth(weights.widths()[i]);
    ArmReading reading =
        detailed && register != null
            ? ArmReading.arm(model, made.armUid(i), register.mean())
            : null;
    if (reading != null) {
      told.setObservations(reading.observations());
      if (weights.contextual()) {
        contribute(told, reading);
      }
    }
    return told.build();
  }

  private void contribute(ArmExplanation.Builder told, ArmReading reading) {
    double rest = told.getEstimate();
    for (int i = 0; i < made.nonZeros(); i++) {
      int entry = made.index(i);
      if (entry < reading.dimension()) {
        double part = made.value(i) * reading.mean(entry);
        told.addContributions(named(entry, part));
        rest -= part;
      }
    }
    if (served.campaign().policyType() == PolicyType.POLICY_TYPE_HYBRID_THOMPSON) {
      told.addContributions(NamedValue.newBuilder().setName("(arm features)").setValue(rest));
    }
  }

  private NamedValue named(int index, double value) {
    return NamedValue.newBuilder()
        .setName(served.encoder().nameOf(slot.index(), index))
        .setValue(value)
        .build();
  }

  private String idOf(int uid) {
    for (Arm arm : slot.arms()) {
      if (arm.uid() == uid) {
        return arm.id();
      }
    }
    return "";
  }
}
