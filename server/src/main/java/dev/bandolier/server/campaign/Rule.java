package dev.bandolier.server.campaign;

import dev.bandolier.v1.Aggregation;
import dev.bandolier.v1.MachineEffect;
import dev.bandolier.v1.RewardRule;
import java.util.List;

/** What outcomes of one name are worth, compiled. Immutable. */
public final class Rule {

  private final String outcome;
  private final double reward;
  private final boolean usesValue;
  private final double least;
  private final double greatest;
  private final int slots;
  private final long windowMillis;
  private final Aggregation aggregation;
  private final boolean unknowable;
  private final int[] requires;

  /**
   * Compiles a rule.
   *
   * @param definition filled with defaults
   * @param slotNames the campaign's slots, in order
   * @param names the campaign's outcome names, in the rules' order
   */
  Rule(RewardRule definition, List<String> slotNames, List<String> names) {
    outcome = definition.getOutcome();
    reward = definition.getReward();
    usesValue = definition.getUsesValue();
    least = definition.getValueRange().getMin();
    greatest = definition.getValueRange().getMax();
    slots = mask(definition.getSlotsList(), slotNames);
    windowMillis = Millis.of(definition.getWindow());
    aggregation = definition.getAggregation();
    unknowable = definition.getMachine() == MachineEffect.MACHINE_EFFECT_UNKNOWABLE;
    requires = definition.getRequiresList().stream().mapToInt(names::indexOf).toArray();
  }

  private static int mask(List<String> credited, List<String> slotNames) {
    return credited.isEmpty()
        ? -1
        : credited.stream()
            .mapToInt(name -> 1 << slotNames.indexOf(name))
            .reduce(0, (a, b) -> a | b);
  }

  /** The outcome's name. */
  public String outcome() {
    return outcome;
  }

  /** How long after a decision was shown such an outcome counts. */
  public long windowMillis() {
    return windowMillis;
  }

  /** Whether it credits the slot at that index. */
  public boolean credits(int slotIndex) {
    return (slots & 1 << slotIndex) != 0;
  }

  /** Whether the outcome's value counts, and is therefore required. */
  public boolean usesValue() {
    return usesValue;
  }

  /** Whether the value lies outside the declared range. */
  public boolean clips(double value) {
    return usesValue && (value < least || value > greatest);
  }

  /** What one such outcome is worth; its value is clipped to the declared range. */
  public double worth(double value) {
    return usesValue ? reward * Math.max(least, Math.min(greatest, value)) : reward;
  }

  /** How several become one number. */
  public Aggregation aggregation() {
    return aggregation;
  }

  /** Whether such an outcome makes the credited slots unknowable where a machine caused it. */
  public boolean machineMakesUnknowable() {
    return unknowable;
  }

  /** Whether slots that it credits are censored unless other outcomes were seen. */
  public boolean gates() {
    return requires.length > 0;
  }

  int[] requires() {
    return requires;
  }
}
