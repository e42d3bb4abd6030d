package dev.bandolier.loadtest.load;

import io.grpc.Status;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * As many requests under way as are allowed, the next sent when one is answered: what a server can take.
 * The place of a request that failed stays empty. Says nothing of latency, since a slow server is asked
 * less. Used once.
 */
final class ClosedLoop implements Receiver {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Drive drive;
  private final Measure measure;
  private final long end;
  private final AtomicInteger underWay = new AtomicInteger();
  private final CountDownLatch quiet = new CountDownLatch(1);
  private final LongAdder inTime = new LongAdder();

  private ClosedLoop(Drive drive, Measure measure, long end) {
    this.drive = drive;
    this.measure = measure;
    this.end = end;
  }

  /**
   * Drives until the time is over, the ids are, or every place is empty; then waits for what is under way.
   *
   * @param places how many requests are under way at most, over all connections
   * @return items answered a second, of any kind
   */
  static double run(Drive drive, Measure measure, int places, double seconds)
      throws InterruptedException {
    long begun = drive.clock().getAsLong();
    ClosedLoop loop = new ClosedLoop(drive, measure, begun + (long) (seconds * 1e9));
    List<Lane> lanes = drive.lanes().open(loop);
    loop.underWay.set(places);
    for (int i = 0; i < places; i++) {
      loop.next(lanes.get(i % lanes.size()));
    }
    loop.await();
    lanes.forEach(Lane::close);
    long ended = Math.min(loop.end, drive.clock().getAsLong());
    return loop.inTime.sum() * 1e9 / Math.max(1, ended - begun);
  }

  private void next(Lane lane) {
    long now = drive.clock().getAsLong();
    long id = now - end < 0 ? drive.nextId() : Ids.NONE;
    if (id == Ids.NONE) {
      leave();
    } else {
      lane.send(id, now);
    }
  }

  private void leave() {
    if (underWay.decrementAndGet() == 0) {
      quiet.countDown();
    }
  }

  private void await() throws InterruptedException {
    long left = end - drive.clock().getAsLong() + PATIENCE_NANOS;
    if (!quiet.await(left, TimeUnit.NANOSECONDS)) {
      measure.faults().add(Faults.UNANSWERED, underWay.get());
    }
  }

  @Override
  public void answered(Lane lane, long id, long intended, byte[] answer) {
    measure.answered(id, answer);
    if (drive.clock().getAsLong() - end < 0) {
      inTime.add(measure.items());
    }
    next(lane);
  }

  @Override
  public void failed(Lane lane, long id, long intended, Status status) {
    measure.faults().add(status.getCode().name());
    leave();
  }
}
