package dev.bandolier.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Sends the items of one kind: they wait a little for others to come along, go out together in calls, and are tried again
 * until they are acknowledged or given up. At most a few calls are under way; behind them the items gather, so that a slow
 * server is sent fewer and larger calls. What is not acknowledged holds a permit; without one an item is not taken.
 *
 * <p>Any thread. Items of one lane are first sent in their order; retries may be overtaken.
 */
final class Lane<I> {
  private final Post<I> post;
  private final FeedbackSettings settings;
  private final Semaphore permits;
  private final Tally tally;
  private final ScheduledExecutorService timer;
  private final Callbacks callbacks;

  // Guarded by this.
  private final Deque<Parcel<I>> waiting = new ArrayDeque<>();
  private final Set<Shipment<I>> sailing = new HashSet<>();
  private boolean lingering;
  private boolean closed;

  Lane(
      Post<I> post,
      FeedbackSettings settings,
      Semaphore permits,
      Tally tally,
      ScheduledExecutorService timer,
      Callbacks callbacks) {
    this.post = post;
    this.settings = settings;
    this.permits = permits;
    this.tally = tally;
    this.timer = timer;
    this.callbacks = callbacks;
  }

  /**
   * Takes items, or fails those that find no room.
   *
   * @param waitedFor whether a thread is blocked on them: then they are sent at once
   */
  List<CompletableFuture<Acknowledgement>> take(
      List<I> items, Outstanding under, boolean waitedFor) {
    List<CompletableFuture<Acknowledgement>> taken = new ArrayList<>(items.size());
    for (I item : items) {
      taken.add(take(item, under, waitedFor));
    }
    if (waitedFor) {
      dispatch();
    }
    return taken;
  }

  private CompletableFuture<Acknowledgement> take(I item, Outstanding under, boolean waitedFor) {
    if (!permits.tryAcquire()) {
      tally.refused.increment();
      return CompletableFuture.failedFuture(new BandolierException(full()));
    }
    long giveUpAt = System.nanoTime() + settings.giveUpAfter().toNanos();
    Parcel<I> parcel = new Parcel<>(item, new CompletableFuture<>(), under, giveUpAt, waitedFor);
    under.begin();
    enqueue(parcel);
    return parcel.done();
  }

  private void enqueue(Parcel<I> parcel) {
    boolean refused;
    boolean fullBatch = false;
    boolean startTimer = false;
    synchronized (this) {
      refused = closed;
      if (!refused) {
        waiting.add(parcel);
        fullBatch = waiting.size() >= settings.batch();
        startTimer = !lingering && !parcel.waitedFor();
        lingering |= startTimer;
      }
    }
    if (refused) {
      permits.release();
      parcel.fail(Problem.closed());
    } else if (fullBatch) {
      dispatch();
    } else if (startTimer) {
      var unused =
          timer.schedule(this::lingered, settings.linger().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void lingered() {
    synchronized (this) {
      lingering = false;
    }
    dispatch();
  }

  /** Sends what waits, as far as calls may be made. */
  void dispatch() {
    for (Shipment<I> next = load(); !next.empty(); next = load()) {
      next.send();
    }
  }

  private synchronized Shipment<I> load() {
    List<Parcel<I>> parcels = new ArrayList<>();
    if (sailing.size() < settings.calls()) {
      while (!waiting.isEmpty() && parcels.size() < settings.batch()) {
        parcels.add(waiting.remove());
      }
    }
    Shipment<I> shipment = new Shipment<>(this, parcels);
    if (!shipment.empty()) {
      sailing.add(shipment);
    }
    return shipment;
  }

  /** A shipment has nothing left to send. */
  void ended(Shipment<I> shipment) {
    synchronized (this) {
      sailing.remove(shipment);
    }
    dispatch();
  }

  /** Fails what waits and what is under way; takes nothing from now on. */
  void close() {
    List<Parcel<I>> unsent;
    List<Shipment<I>> unanswered;
    synchronized (this) {
      closed = true;
      unsent = List.copyOf(waiting);
      waiting.clear();
      unanswered = List.copyOf(sailing);
    }
    fail(unsent, Problem.closed());
    unanswered.forEach(Shipment::abandon);
  }

  void post(List<I> items, Unary.Reply<List<dev.bandolier.v1.Acknowledgement>> reply) {
    post.post(items, settings.deadline(), reply);
  }

  Backoff backoff() {
    return settings.backoff();
  }

  void later(Runnable task, long nanos) {
    tally.retries.increment();
    var unused = timer.schedule(task, nanos, TimeUnit.NANOSECONDS);
  }

  void deliver(List<Parcel<I>> parcels, List<Acknowledgement> acknowledgements) {
    finish(parcels, i -> parcels.get(i).deliver(acknowledgements.get(i)));
  }

  void fail(List<Parcel<I>> parcels, Problem problem) {
    finish(parcels, i -> parcels.get(i).fail(problem));
  }

  /** Those that a thread waits for end here; the others, together, where callbacks run. */
  private void finish(List<Parcel<I>> parcels, IntConsumer end) {
    permits.release(parcels.size());
    List<Integer> rest = new ArrayList<>();
    for (int i = 0; i < parcels.size(); i++) {
      if (parcels.get(i).waitedFor()) {
        end.accept(i);
      } else {
        rest.add(i);
      }
    }
    if (!rest.isEmpty()) {
      callbacks.run(() -> rest.forEach(end::accept));
    }
  }

  private Problem full() {
    return Problem.of(
        ErrorCode.RESOURCE_EXHAUSTED,
        Problem.BUFFER_FULL,
        "The client holds "
            + settings.capacity()
            + " unacknowledged items, its limit: the server is gone or too slow.");
  }
}
