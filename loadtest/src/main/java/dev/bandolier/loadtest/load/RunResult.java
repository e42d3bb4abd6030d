package dev.bandolier.loadtest.load;

import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a run came to.
 *
 * @param achieved items answered a second while the load lasted
 * @param learned outcomes a second until the last one was folded; 0 where decisions were driven
 * @param latency nanoseconds from when a request should have been sent to its answer; empty where no rate was
 *     asked for
 * @param freshness nanoseconds from an outcome's acknowledgement to the first answer that shows it
 * @param outcomes acknowledged
 * @param faults by name
 */
record RunResult(
    double achieved,
    double learned,
    Histogram latency,
    Histogram freshness,
    long outcomes,
    Map<String, Long> faults) {

  /** The same with these faults. */
  RunResult with(Map<String, Long> all) {
    return new RunResult(achieved, learned, latency, freshness, outcomes, all);
  }
}
