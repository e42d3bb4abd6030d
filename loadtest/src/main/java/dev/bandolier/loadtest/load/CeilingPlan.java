package dev.bandolier.loadtest.load;

import java.util.ArrayList;
import java.util.List;

/**
 * How the two servers are compared.
 *
 * @param arms of the campaign
 * @param modes in this order
 * @param rounds of each kind, on each side
 * @param seconds of a round
 * @param warmUp seconds of load on each side before the first round of a mode, and before that of its latencies
 * @param warmUpMost seconds after which warming up ends though a JVM still compiles
 * @param connections for calls; a stream has one
 * @param windowSeconds how long a decision stays open
 * @param flags of both JVMs
 * @param options of {@code serve}
 */
record CeilingPlan(
    int arms,
    List<Mode> modes,
    int rounds,
    double seconds,
    double warmUp,
    double warmUpMost,
    int connections,
    long windowSeconds,
    List<String> flags,
    List<String> options) {

  /** Items of a batch. */
  static final int BATCH_ITEMS = 100;

  /** An outcome is reported for one decision in so many. */
  static final int REWARDED_ONE_IN = 10;

  /** Room for what is decided within windows at the pace of batches; anything smaller answers untracked. */
  private static final List<String> ROOM =
      List.of("--ledger-capacity=4000000", "--ledger-memory=3G");

  CeilingPlan {
    modes = List.copyOf(modes);
    flags = List.copyOf(flags);
    options = List.copyOf(options);
  }

  /** The options of {@code serve}, those that make room among them unless they are given. */
  List<String> serveOptions() {
    List<String> all = new ArrayList<>(options);
    for (String room : ROOM) {
      String name = room.substring(0, room.indexOf('='));
      if (options.stream().noneMatch(option -> option.startsWith(name))) {
        all.add(room);
      }
    }
    return all;
  }

  /** How many requests are under way at most. A server takes sixteen batches at once, no more. */
  static int places(Mode mode) {
    return mode == Mode.BATCH ? 8 : 256;
  }

  int connections(Mode mode) {
    return mode.streams() ? 1 : connections;
  }
}
