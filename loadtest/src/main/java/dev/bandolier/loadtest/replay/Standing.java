package dev.bandolier.loadtest.replay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What several contestants earned on one set, seed by seed; where a set has groups, a seed's figure is
 * the mean over them. All have met the same seeds, so they are compared seed by seed.
 *
 * @param set its name
 * @param means by contestant, in their order: the mean reward by seed
 * @param regrets likewise the pseudo-regret, NaN where unknown
 */
record Standing(
    String set, Map<String, Map<Long, Double>> means, Map<String, Map<Long, Double>> regrets) {
  /** How many standard errors make a difference. */
  static final double CLEAR = 2;

  /** From the runs of a set. */
  static Standing of(String set, List<RunResult> runs) {
    Map<String, Map<Long, List<RunResult>>> grouped = new LinkedHashMap<>();
    for (RunResult run : runs) {
      grouped
          .computeIfAbsent(run.policy(), unseen -> new TreeMap<>())
          .computeIfAbsent(run.seed().orElse(0), unseen -> new ArrayList<>())
          .add(run);
    }
    Map<String, Map<Long, Double>> means = new LinkedHashMap<>();
    Map<String, Map<Long, Double>> regrets = new LinkedHashMap<>();
    grouped.forEach(
        (contestant, bySeed) -> {
          means.put(contestant, average(bySeed, false));
          regrets.put(contestant, average(bySeed, true));
        });
    return new Standing(set, means, regrets);
  }

  private static Map<Long, Double> average(Map<Long, List<RunResult>> bySeed, boolean regret) {
    Map<Long, Double> averages = new TreeMap<>();
    bySeed.forEach(
        (seed, runs) ->
            averages.put(
                seed,
                runs.stream()
                    .mapToDouble(run -> regret ? run.regret() : run.rewardMean())
                    .filter(value -> regret || !Double.isNaN(value))
                    .average()
                    .orElse(Double.NaN)));
    return averages;
  }

  /** Mean and standard error of a contestant's mean reward over the seeds. */
  Summary mean(String contestant) {
    return Summary.of(List.copyOf(figures(means, contestant).values()));
  }

  /** The same of its regret; NaN where unknown. */
  Summary regret(String contestant) {
    return Summary.of(List.copyOf(figures(regrets, contestant).values()));
  }

  /** Mean and standard error, over the seeds, of what one earns more than the other. */
  Summary difference(String one, String other) {
    Map<Long, Double> ofOther = figures(means, other);
    List<Double> differences = new ArrayList<>();
    figures(means, one)
        .forEach((seed, mean) -> differences.add(mean - ofOther.getOrDefault(seed, Double.NaN)));
    return Summary.of(differences);
  }

  /** 1 where one clearly earns more than the other, −1 where clearly less, else 0. */
  int verdict(String one, String other) {
    Summary difference = difference(one, other);
    boolean clear = Math.abs(difference.mean()) > CLEAR * difference.se();
    return clear ? (int) Math.signum(difference.mean()) : 0;
  }

  private static Map<Long, Double> figures(Map<String, Map<Long, Double>> of, String contestant) {
    return of.getOrDefault(contestant, Map.of());
  }
}
