package dev.bandolier.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Some items of a lane that go out in one call, and again, those that were not acknowledged, until there are none left.
 * One thread at a time: whoever sends it, then the transport, then the timer; {@link #abandon} comes from any.
 */
final class Shipment<I> implements Unary.Reply<List<dev.bandolier.v1.Acknowledgement>> {
  private final Lane<I> lane;

  // Guarded by this.
  private List<Parcel<I>> parcels;
  private int attempts;
  private boolean abandoned;

  Shipment(Lane<I> lane, List<Parcel<I>> parcels) {
    this.lane = lane;
    this.parcels = parcels;
  }

  synchronized boolean empty() {
    return parcels.isEmpty();
  }

  void send() {
    List<I> items;
    synchronized (this) {
      attempts++;
      items = parcels.stream().map(Parcel::item).toList();
    }
    if (!items.isEmpty()) {
      lane.post(items, this);
    }
  }

  @Override
  public void answered(List<dev.bandolier.v1.Acknowledgement> answers) {
    List<Parcel<I>> all = unload();
    if (answers.size() != all.size()) {
      end(all, mismatch(answers.size(), all.size()));
      return;
    }
    List<Parcel<I>> done = new ArrayList<>(all.size());
    List<Acknowledgement> fates = new ArrayList<>(all.size());
    List<Parcel<I>> again = new ArrayList<>();
    long now = System.nanoTime();
    for (int i = 0; i < all.size(); i++) {
      Acknowledgement fate = FeedbackWire.acknowledgement(answers.get(i));
      if (temporary(fate) && !all.get(i).overdue(now)) {
        again.add(all.get(i));
      } else {
        done.add(all.get(i));
        fates.add(fate);
      }
    }
    lane.deliver(done, fates);
    retry(again, null);
  }

  private static boolean temporary(Acknowledgement fate) {
    Problem problem = fate.problem();
    return problem != null && problem.code().temporary();
  }

  @Override
  public void failed(Problem problem) {
    List<Parcel<I>> all = unload();
    if (!problem.code().temporary()) {
      end(all, problem);
      return;
    }
    long now = System.nanoTime();
    lane.fail(all.stream().filter(parcel -> parcel.overdue(now)).toList(), problem);
    retry(all.stream().filter(parcel -> !parcel.overdue(now)).toList(), problem);
  }

  private void retry(List<Parcel<I>> again, @Nullable Problem problem) {
    if (again.isEmpty()) {
      lane.ended(this);
      return;
    }
    if (!reload(again)) {
      end(again, Problem.closed());
      return;
    }
    lane.later(this::send, pause(problem == null ? null : problem.retryAfter()));
  }

  private synchronized boolean reload(List<Parcel<I>> again) {
    if (!abandoned) {
      parcels = again;
    }
    return !abandoned;
  }

  private synchronized long pause(@Nullable Duration atLeast) {
    return lane.backoff().nanos(attempts, atLeast, ThreadLocalRandom.current());
  }

  /** The client closes: what is not acknowledged by now has failed. */
  void abandon() {
    synchronized (this) {
      abandoned = true;
    }
    end(unload(), Problem.closed());
  }

  private void end(List<Parcel<I>> all, Problem problem) {
    lane.fail(all, problem);
    lane.ended(this);
  }

  /** Whoever gets the items ends them; later comers get none. */
  private synchronized List<Parcel<I>> unload() {
    List<Parcel<I>> all = parcels;
    parcels = List.of();
    return all;
  }

  private static Problem mismatch(int got, int sent) {
    return Problem.of(
        ErrorCode.INTERNAL,
        "INTERNAL",
        "The server acknowledged " + got + " items of " + sent + ".");
  }
}
