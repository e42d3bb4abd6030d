package dev.bandolier.loadtest.load;

import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Reports an outcome for one decision in so many, by its id, on a stream beside the load, and checks that
 * each is recorded. What cannot be sent since too much is under way is counted and left out. Any thread.
 */
final class Rewards implements Receiver, AnswerNotes {

  private static final int MOST_UNDER_WAY = 100_000;
  private static final long POLL_MILLIS = 5;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final String NOT_SENT = "OUTCOME_NOT_SENT";

  private final int oneIn;
  private final Faults faults;
  private final Freshness freshness;
  private final LongSupplier clock;
  private final Lane lane;
  private final AtomicLong underWay = new AtomicLong();
  private final LongAdder recorded = new LongAdder();

  /** One in so many, from 1. */
  Rewards(
      Link link, Deck outcomes, int oneIn, Freshness freshness, LongSupplier clock, Faults faults) {
    this.oneIn = oneIn;
    this.faults = faults;
    this.freshness = freshness;
    this.clock = clock;
    this.lane = link.aside(Mode.OUTCOMES, outcomes, this);
  }

  /** These decisions were answered. */
  void decided(long firstId, int count) {
    long first = Math.floorDiv(firstId + oneIn - 1, oneIn) * oneIn;
    for (long id = first; id < firstId + count; id += oneIn) {
      report(id);
    }
  }

  private void report(long id) {
    if (underWay.incrementAndGet() > MOST_UNDER_WAY) {
      underWay.decrementAndGet();
      faults.add(NOT_SENT);
    } else {
      lane.send(id, clock.getAsLong());
    }
  }

  @Override
  public void answered(Lane from, long id, long intended, byte[] answer) {
    Mode.OUTCOMES.read(answer, this);
    underWay.decrementAndGet();
  }

  @Override
  public void failed(Lane from, long id, long intended, Status status) {
    faults.add("OUTCOME_" + status.getCode());
    underWay.decrementAndGet();
  }

  @Override
  public void recorded(long position) {
    recorded.increment();
    freshness.recorded(position);
  }

  @Override
  public void refused(String reason) {
    faults.add("OUTCOME_" + reason);
  }

  @Override
  public void decided(boolean tracked, long modelVersion) {
    throw new IllegalStateException("an outcome is no decision");
  }

  /** How many are acknowledged. */
  long count() {
    return recorded.sum();
  }

  /**
   * Waits until all that were sent are acknowledged, or have failed.
   *
   * @throws IllegalStateException where that takes more than a minute
   */
  void awaitQuiet() throws InterruptedException {
    long begun = clock.getAsLong();
    while (underWay.get() > 0) {
      if (clock.getAsLong() - begun > PATIENCE_NANOS) {
        throw new IllegalStateException("outcomes are not acknowledged");
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  /** Sends no more. */
  void close() {
    lane.close();
  }
}
