package dev.bandolier.loadtest.load;

import io.grpc.Status;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Requests at the times of a schedule, whether or not those before were answered, as the world sends them.
 * Latency counts from the time at which a request should have been sent, so that neither a server nor a
 * driver that falls behind looks better for it (no coordinated omission). One thread sends; used once.
 */
final class OpenLoop implements Receiver {

  /** Above this many under way the driver waits, and what it sends later is late. */
  static final int MOST_UNDER_WAY = 20_000;

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long BREATH_NANOS = 100_000;

  /**
   * What came of it.
   *
   * @param nanos from a request's intended time to its answer; failures are not in it
   * @param perSecond items that were answered while the schedule lasted, per second of it
   */
  record Result(Histogram nanos, double perSecond) {}

  private final Drive drive;
  private final Measure measure;
  private final Schedule schedule;
  private final Pause pause;
  private final AtomicLong underWay = new AtomicLong();
  private final LongAdder inTime = new LongAdder();
  private final ConcurrentHistogram nanos = Latency.shared();

  private OpenLoop(Drive drive, Measure measure, Schedule schedule, Pause pause) {
    this.drive = drive;
    this.measure = measure;
    this.schedule = schedule;
    this.pause = pause;
  }

  /** Sends all, then waits for the answers; what has none half a minute later counts as a fault. */
  static Result run(Drive drive, Measure measure, Schedule schedule, Pause pause) {
    OpenLoop loop = new OpenLoop(drive, measure, schedule, pause);
    List<Lane> lanes = drive.lanes().open(loop);
    long left = schedule.count() - loop.sendAll(lanes) + loop.awaitQuiet();
    if (left > 0) {
      measure.faults().add(Faults.UNANSWERED, left);
    }
    lanes.forEach(Lane::close);
    double seconds = (schedule.end() - schedule.start()) / 1e9;
    return new Result(loop.nanos.copy(), loop.inTime.sum() / seconds);
  }

  /** Returns how many it could send, or had no ids for. */
  private long sendAll(List<Lane> lanes) {
    for (long i = 0; i < schedule.count(); i++) {
      long intended = schedule.at(i);
      pause.until(intended);
      if (!awaitRoom()) {
        return i;
      }
      long id = drive.nextId();
      if (id == Ids.NONE) {
        return schedule.count();
      }
      underWay.incrementAndGet();
      lanes.get((int) (i % lanes.size())).send(id, intended);
    }
    return schedule.count();
  }

  private boolean awaitRoom() {
    return awaitAtMost(MOST_UNDER_WAY - 1);
  }

  /** Returns how many are left. */
  private long awaitQuiet() {
    return awaitAtMost(0) ? 0 : underWay.get();
  }

  private boolean awaitAtMost(long most) {
    while (underWay.get() > most) {
      long now = drive.clock().getAsLong();
      if (now - schedule.end() > PATIENCE_NANOS) {
        return false;
      }
      pause.until(now + BREATH_NANOS);
    }
    return true;
  }

  @Override
  public void answered(Lane lane, long id, long intended, byte[] answer) {
    long now = drive.clock().getAsLong();
    Latency.record(nanos, now - intended);
    measure.answered(id, answer);
    if (now - schedule.end() < 0) {
      inTime.add(measure.items());
    }
    underWay.decrementAndGet();
  }

  @Override
  public void failed(Lane lane, long id, long intended, Status status) {
    measure.faults().add(status.getCode().name());
    underWay.decrementAndGet();
  }
}
