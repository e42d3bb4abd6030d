package dev.bandolier.client;

import dev.bandolier.v1.FeedWatermark;
import dev.bandolier.v1.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** The lanes to the server, one per kind of feedback and way of acknowledging, sharing one bound. Any thread. */
final class Feedback {
  private final FeedbackSettings settings;
  private final Semaphore permits;
  private final Semaphore ownPermits;
  private final List<Lane<?>> lanes = new ArrayList<>();
  private final Map<Acknowledge, Lane<Outcome>> outcomes;
  private final Map<Acknowledge, Lane<FeedWatermark>> watermarks;
  private final Map<Acknowledge, Lane<dev.bandolier.v1.Activation>> activations;
  private final Map<Acknowledge, Lane<dev.bandolier.v1.Censoring>> censorings;
  private final Map<Acknowledge, Lane<dev.bandolier.v1.Retraction>> retractions;

  /** The client's own, which find room even where callers have filled the buffer. */
  private final Lane<dev.bandolier.v1.Censoring> ownCensorings;

  // Guarded by this.
  private Outstanding current = new Outstanding();
  private CompletableFuture<Void> before = CompletableFuture.completedFuture(null);

  Feedback(
      Posts posts,
      FeedbackSettings settings,
      Tally tally,
      ScheduledExecutorService timer,
      Callbacks callbacks) {
    this.settings = settings;
    permits = new Semaphore(settings.capacity());
    ownPermits = new Semaphore(settings.capacity());
    Opener callers = new Opener(lanes, settings, permits, tally, timer, callbacks);
    outcomes = callers.lanes(posts::outcomes);
    watermarks = callers.lanes(posts::watermarks);
    activations = callers.lanes(posts::activations);
    censorings = callers.lanes(posts::censorings);
    retractions = callers.lanes(posts::retractions);
    ownCensorings =
        new Opener(lanes, settings, ownPermits, tally, timer, callbacks)
            .lane(posts.censorings(Acknowledge.RECORDED));
  }

  private record Opener(
      List<Lane<?>> all,
      FeedbackSettings settings,
      Semaphore permits,
      Tally tally,
      ScheduledExecutorService timer,
      Callbacks callbacks) {
    <I> Map<Acknowledge, Lane<I>> lanes(Function<Acknowledge, Post<I>> post) {
      Map<Acknowledge, Lane<I>> lanes = new EnumMap<>(Acknowledge.class);
      for (Acknowledge when : Acknowledge.values()) {
        lanes.put(when, lane(post.apply(when)));
      }
      return lanes;
    }

    <I> Lane<I> lane(Post<I> post) {
      Lane<I> lane = new Lane<>(post, settings, permits, tally, timer, callbacks);
      all.add(lane);
      return lane;
    }
  }

  CompletableFuture<Acknowledgement> report(OutcomeReport report, Acknowledge when) {
    return one(outcomes, FeedbackWire.outcome(report), when);
  }

  CompletableFuture<Acknowledgement> activate(Activation activation, Acknowledge when) {
    return one(activations, FeedbackWire.activation(activation), when);
  }

  CompletableFuture<Acknowledgement> censor(Censoring censoring, Acknowledge when) {
    return one(censorings, FeedbackWire.censoring(censoring), when);
  }

  CompletableFuture<Acknowledgement> retract(Retraction retraction, Acknowledge when) {
    return one(retractions, FeedbackWire.retraction(retraction), when);
  }

  CompletableFuture<Acknowledgement> watermark(FeedWatermark watermark) {
    return one(watermarks, watermark, Acknowledge.RECORDED);
  }

  /** Sends these at once, for a thread that waits for them. */
  List<CompletableFuture<Acknowledgement>> reportNow(
      List<OutcomeReport> reports, Acknowledge when) {
    return take(lane(outcomes, when), reports.stream().map(FeedbackWire::outcome).toList(), true);
  }

  /** Takes one of the client's own. */
  CompletableFuture<Acknowledgement> censorOwn(Censoring censoring) {
    return take(ownCensorings, List.of(FeedbackWire.censoring(censoring)), false).get(0);
  }

  private <I> CompletableFuture<Acknowledgement> one(
      Map<Acknowledge, Lane<I>> lanes, I item, Acknowledge when) {
    return take(lane(lanes, when), List.of(item), false).get(0);
  }

  private static <I> Lane<I> lane(Map<Acknowledge, Lane<I>> lanes, Acknowledge when) {
    Lane<I> lane = lanes.get(when);
    if (lane == null) {
      throw new NullPointerException("when");
    }
    return lane;
  }

  /** Counts itself as under way before it takes anything, so that no flush overlooks an item. */
  private <I> List<CompletableFuture<Acknowledgement>> take(
      Lane<I> lane, List<I> items, boolean waitedFor) {
    Outstanding under = begin();
    try {
      return lane.take(items, under, waitedFor);
    } finally {
      under.end();
    }
  }

  private synchronized Outstanding begin() {
    current.begin();
    return current;
  }

  /** Sends what waits; completes when everything taken before has been acknowledged or has failed. */
  CompletableFuture<Void> flush() {
    CompletableFuture<Void> all;
    synchronized (this) {
      Outstanding ending = current;
      current = new Outstanding();
      before = CompletableFuture.allOf(before, ending.seal());
      all = before;
    }
    lanes.forEach(Lane::dispatch);
    return all.copy();
  }

  /** What is not acknowledged yet, the client's own censorings included. */
  long buffered() {
    return 2L * settings.capacity() - permits.availablePermits() - ownPermits.availablePermits();
  }

  /** Fails what is not acknowledged; takes nothing from now on. */
  void close() {
    lanes.forEach(Lane::close);
  }
}
