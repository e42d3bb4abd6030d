package dev.bandolier.loadtest.load;

import java.util.List;

/**
 * What is driven.
 *
 * @param mode how
 * @param rate items a second; 0, for outcomes alone: as many as the server takes
 * @param seconds how long
 * @param warmUp seconds of the same before, which are not measured
 * @param arms of the campaign
 * @param connections to the server
 * @param batchItems items of a batch
 * @param rewardedOneIn an outcome is reported for one decision in so many; 0: for none
 * @param windowSeconds how long a decision stays open
 * @param outcomes how many, where as many as the server takes are sent
 * @param idle further campaigns of the same kind, which are there and decide once
 */
record RunPlan(
    Mode mode,
    double rate,
    double seconds,
    double warmUp,
    int arms,
    int connections,
    int batchItems,
    int rewardedOneIn,
    long windowSeconds,
    long outcomes,
    int idle) {

  private static final long MOST_CONNECTIONS = 64;

  /** Before as many outcomes as a server takes are measured, one in so many is sent. */
  static final int WARM_UP_SHARE = 5;

  private static final int MOST_ITEMS = 10_000;

  /** What a server remembers unless told otherwise, and can at most. */
  private static final long USUAL_LEDGER = 1_000_000;

  private static final long LARGEST_LEDGER = 1L << 25;
  private static final long BYTES_A_DECISION = 800;
  private static final long LEAST_MEGABYTES = 1024;

  /** What makes no sense about it; empty where all does. */
  String wrong() {
    if (rate < 0 || rate == 0 && mode != Mode.OUTCOMES) {
      return "--rate: above 0";
    }
    if (seconds <= 0 || warmUp < 0) {
      return "--duration: above 0; --warm-up: from 0";
    }
    if (arms < 1 || connections < 1 || connections > MOST_CONNECTIONS) {
      return "--arms: from 1; --connections: 1 to 64";
    }
    if (batchItems < 1 || batchItems > MOST_ITEMS) {
      return "--batch-items: 1 to 10,000";
    }
    return rewardedOneIn < 0 || windowSeconds < 1 || outcomes < 1 || idle < 0
        ? "--rewarded-one-in and --idle-campaigns: from 0; --window and --outcomes: from 1"
        : "";
  }

  /** How many items a request has. */
  int items() {
    return mode == Mode.BATCH ? batchItems : 1;
  }

  /**
   * Options of {@code serve} by which a server of our own remembers all that is decided, learning being late
   * or not: twice what stays open and remembered. None where its usual ledger will do.
   */
  List<String> serverOptions() {
    long decisions = (long) Math.min(LARGEST_LEDGER, 2 * rememberedDecisions());
    long megabytes = Math.max(LEAST_MEGABYTES, (decisions * BYTES_A_DECISION >> 20) + 1);
    return decisions <= USUAL_LEDGER
        ? List.of()
        : List.of("--ledger-capacity=" + decisions, "--ledger-memory=" + megabytes + "M");
  }

  /** Where outcomes are driven every decision stays; else for its window and a second. */
  private double rememberedDecisions() {
    if (mode != Mode.OUTCOMES) {
      return rate * (windowSeconds + 1);
    }
    return rate > 0 ? rate * (warmUp + seconds) : outcomes + outcomes / WARM_UP_SHARE;
  }
}
