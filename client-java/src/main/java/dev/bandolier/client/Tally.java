package dev.bandolier.client;

import java.util.concurrent.atomic.LongAdder;

/** What the client counts. Any thread. */
final class Tally {
  final LongAdder decisions = new LongAdder();
  final LongAdder fallbacks = new LongAdder();
  final LongAdder retries = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder censorsDropped = new LongAdder();

  ClientCounters counters(long buffered) {
    return new ClientCounters(
        decisions.sum(),
        fallbacks.sum(),
        retries.sum(),
        buffered,
        refused.sum(),
        censorsDropped.sum());
  }
}
