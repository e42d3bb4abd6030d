package dev.bandolier.loadtest.replay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a policy earned over its runs, each run (a seed, or a seed and a group) counting once.
 *
 * @param runs how many have a mean reward
 * @param mean of the runs' mean rewards; NaN without runs
 * @param se its standard error, s/√n; NaN with fewer than two runs
 */
record Summary(int runs, double mean, double se) {

  /** By policy, in the order of the runs. */
  static Map<String, Summary> byPolicy(List<RunResult> results) {
    Map<String, List<Double>> means = new LinkedHashMap<>();
    for (RunResult result : results) {
      List<Double> ofPolicy = means.computeIfAbsent(result.policy(), unseen -> new ArrayList<>());
      if (!Double.isNaN(result.rewardMean())) {
        ofPolicy.add(result.rewardMean());
      }
    }
    Map<String, Summary> summaries = new LinkedHashMap<>();
    means.forEach((policy, values) -> summaries.put(policy, of(values)));
    return summaries;
  }

  /** Of the values. */
  static Summary of(List<Double> values) {
    int n = values.size();
    double mean = values.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return new Summary(n, mean, n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / n));
  }
}
