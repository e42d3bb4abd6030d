package dev.bandolier.server.evaluate;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.v1.ImportDecisionsRequest;
import dev.bandolier.v1.ImportedChoice;
import dev.bandolier.v1.ImportedDecision;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What an import may teach, whatever comes: each decision so much, all of them so much a slot. One thread. */
final class ImportBudget {

  /** The most that one import may teach a slot, in decisions. */
  static final double MAX_LIMIT = 1_000_000;

  private static final double DEFAULT_LIMIT = 1_000;

  private final double weight;
  private final double limit;
  private final Map<Integer, Double> left = new HashMap<>();

  /** As an import's first message asks. */
  ImportBudget(ImportDecisionsRequest first) {
    weight = first.getWeight();
    limit = first.hasMaxWeight() ? first.getMaxWeight() : DEFAULT_LIMIT;
  }

  /** Whether a decision counts 0 to 1. */
  boolean hasWeight() {
    return weight >= 0.0 && weight <= 1.0;
  }

  /** Whether all of them count something, and at most {@value #MAX_LIMIT}. */
  boolean hasLimit() {
    return limit > 0.0 && limit <= MAX_LIMIT;
  }

  /** What was taught before, by the slot's uid. */
  void taught(Map<Integer, Double> weights) {
    weights.forEach((slot, taken) -> left.put(slot, limit - taken));
  }

  /** What a decision teaches: all of the weight while every slot of it has some left, else nothing. */
  double spend(ImportedDecision decision, Campaign campaign) {
    Set<Integer> slots = new HashSet<>();
    for (ImportedChoice choice : decision.getChoicesList()) {
      Slot slot = campaign.slot(choice.getSlot());
      if (slot == null || left.getOrDefault(slot.uid(), limit) < weight) {
        return 0.0;
      }
      slots.add(slot.uid());
    }
    slots.forEach(slot -> left.merge(slot, limit - weight, (had, fresh) -> had - weight));
    return weight;
  }
}
