package dev.bandolier.loadtest.load;

import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Asks for a decision now and then, one at a time and at most one a millisecond, to see which model version
 * decisions are made with while outcomes alone are driven. Any thread.
 */
final class Probe implements Receiver, AnswerNotes {

  private static final long INTERVAL_NANOS = 1_000_000;

  private final Freshness freshness;
  private final Faults faults;
  private final Ids ids;
  private final LongSupplier clock;
  private final Lane lane;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile long last;

  Probe(
      Link link, Deck decisions, Ids ids, Freshness freshness, LongSupplier clock, Faults faults) {
    this.freshness = freshness;
    this.faults = faults;
    this.ids = ids;
    this.clock = clock;
    this.last = clock.getAsLong();
    this.lane = link.aside(Mode.UNARY, decisions, this);
  }

  /** Asks, unless it asks already or did so just now. */
  void nudge() {
    long now = clock.getAsLong();
    if (now - last >= INTERVAL_NANOS && busy.compareAndSet(false, true)) {
      last = now;
      lane.send(ids.take(1), now);
    }
  }

  @Override
  public void answered(Lane from, long id, long intended, byte[] answer) {
    Mode.UNARY.read(answer, this);
    busy.set(false);
  }

  @Override
  public void failed(Lane from, long id, long intended, Status status) {
    faults.add(status.getCode().name());
    busy.set(false);
  }

  @Override
  public void decided(boolean tracked, long modelVersion) {
    freshness.seen(modelVersion);
  }

  @Override
  public void refused(String reason) {
    faults.add(reason);
  }

  @Override
  public void recorded(long position) {
    throw new IllegalStateException("a decision is no outcome");
  }
}
