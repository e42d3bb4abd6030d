package dev.bandolier.loadtest.load;

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
  private static final int MOST_ITEMS = 10_000;

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
}
