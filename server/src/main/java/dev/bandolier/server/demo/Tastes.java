package dev.bandolier.server.demo;

import java.util.HashMap;
import java.util.Map;

/** Which part of its latest mails each trait of readers got each arm in: counts that fade. */
final class Tastes {

  private static final double KEPT = 0.995;

  private final Map<String, Map<String, Double>> shares = new HashMap<>();

  /** The trait's reader got that arm in that slot. */
  void add(String slot, String trait, String arm) {
    Map<String, Double> arms = shares.computeIfAbsent(slot + "/" + trait, key -> new HashMap<>());
    arms.replaceAll((id, share) -> share * KEPT);
    arms.merge(arm, 1.0, Double::sum);
  }

  /** The arm's part, in [0, 1]. */
  double share(String slot, String trait, String arm) {
    Map<String, Double> arms = shares.getOrDefault(slot + "/" + trait, Map.of());
    double all = arms.values().stream().mapToDouble(Double::doubleValue).sum();
    return all == 0 ? 0 : arms.getOrDefault(arm, 0.0) / all;
  }
}
