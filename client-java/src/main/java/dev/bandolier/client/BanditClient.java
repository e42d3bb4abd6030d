package dev.bandolier.client;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An ad server's or an e-mail system's way to a Bandolier server. One client serves the whole program, for as long as it
 * runs; all its methods may be called from any thread, and its own threads keep no program from ending.
 *
 * <p><b>Deciding.</b> Each decision gets an id from the client, so that asking again never makes a second one. Where the
 * server is slow, overloaded or gone, a request with a fallback gets that, marked {@link Decision#fallback}, within its
 * deadline and never an exception; the decision that the server may have made all the same is censored by the client, so
 * that it never counts as shown in vain. The same holds for an answer that finds its future cancelled or completed
 * otherwise ({@code orTimeout}). Without a fallback the call fails with a {@link BandolierException}; a request that is
 * wrong fails in any case. A failed decision under the caller's own id and without a fallback is the caller's to ask for
 * again or to censor.
 *
 * <p><b>Telling.</b> Outcomes, activations, censorings and retractions go through a bounded buffer, in batches, and are
 * tried again until they are acknowledged or given up; they carry idempotency keys, so that none counts twice. Where the
 * buffer is full the future fails at once with {@link Problem#BUFFER_FULL}. Their order is kept only by waiting for one
 * before telling the next.
 *
 * <p>What the server says about one item comes as a value ({@link Acknowledgement}); futures fail only with {@link
 * BandolierException}.
 */
public final class BanditClient implements AutoCloseable {
  private static final Duration CLOSING = Duration.ofSeconds(5);
  private static final long RECONNECT_MILLIS = 1_000;

  private final Endpoints endpoints;
  private final ClientSettings settings;
  private final Tally tally = new Tally();
  private final ScheduledThreadPoolExecutor timer = timer();
  private final Feedback feedback;
  private final Decisions decisions;
  private final CampaignAdmin campaigns;
  private final SnapshotAdmin snapshots;
  private final Evaluations evaluations;
  private final AtomicBoolean closing = new AtomicBoolean();

  BanditClient(Endpoints endpoints, ClientSettings settings) {
    this.endpoints = endpoints;
    this.settings = settings;
    feedback =
        new Feedback(new Posts(endpoints), settings.feedback(), tally, timer, settings.callbacks());
    Unanswered unanswered = new Unanswered(feedback, tally, InstantSource.system());
    decisions = new Decisions(endpoints, settings, unanswered, tally, timer);
    AdminCalls calls = new AdminCalls(endpoints, settings.adminDeadline());
    campaigns = new CampaignAdmin(calls);
    snapshots = new SnapshotAdmin(calls);
    evaluations = new Evaluations(calls);
    endpoints.connect();
    var unused =
        timer.scheduleWithFixedDelay(
            endpoints::connect, RECONNECT_MILLIS, RECONNECT_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** A client of the server at {@code host:port}, with every setting as it comes. */
  public static BanditClient connect(String target) {
    return builder().target(target).build();
  }

  /** A client to be set up. */
  public static BanditClientBuilder builder() {
    return new BanditClientBuilder();
  }

  /** Asks for a decision. */
  public CompletableFuture<Decision> decide(DecisionRequest request) {
    return decisions.decide(request, settings.callbacks());
  }

  /**
   * Asks for a decision and waits for it.
   *
   * @throws BandolierException if there is none and no fallback, or if the thread is interrupted
   */
  public Decision decideNow(DecisionRequest request) {
    return Waiting.on(decisions.decide(request, Callbacks.DIRECT));
  }

  /**
   * Asks for up to 10,000 decisions of one campaign in one call. The future holds a result per request, in their order:
   * an answer, the request's fallback, or a problem; it fails only where the call as a whole is wrong.
   *
   * @param payloads whether the answers carry the arms' payloads
   * @throws IllegalArgumentException if the requests are none, too many, or of several campaigns
   */
  public CompletableFuture<List<DecisionResult>> decideBatch(
      List<DecisionRequest> requests, boolean payloads) {
    return decisions.batch(requests, payloads, settings.callbacks());
  }

  /**
   * Opens a stream of decisions, for callers who ask for very many one after the other.
   *
   * @param mostUnderWay how many may be unanswered at a time, 1 to 100,000
   */
  public DecisionStream openStream(int mostUnderWay) {
    return decisions.stream(mostUnderWay);
  }

  /** What was answered to a decision, and what has become of it. */
  public CompletableFuture<DecisionHistory> history(String campaign, String decisionId) {
    return decisions.history(campaign, decisionId);
  }

  /** Reports an outcome; the future tells its fate once it is folded. */
  public CompletableFuture<Acknowledgement> report(OutcomeReport outcome) {
    return report(outcome, Acknowledge.FOLDED);
  }

  /** Reports an outcome. */
  public CompletableFuture<Acknowledgement> report(OutcomeReport outcome, Acknowledge when) {
    return feedback.report(outcome, when);
  }

  /**
   * Reports an outcome, at once, and waits for its fate.
   *
   * @throws BandolierException if it could not be reported
   */
  public Acknowledgement reportNow(OutcomeReport outcome) {
    return reportNow(List.of(outcome), Acknowledge.FOLDED).get(0);
  }

  /**
   * Reports outcomes, at once, and waits for all of them.
   *
   * @return an acknowledgement each, in their order
   * @throws BandolierException if one of them could not be reported
   */
  public List<Acknowledgement> reportNow(List<OutcomeReport> outcomes, Acknowledge when) {
    return feedback.reportNow(outcomes, when).stream().map(Waiting::on).toList();
  }

  /** Tells that a deferred decision was shown: its windows start there. */
  public CompletableFuture<Acknowledgement> activate(Activation activation, Acknowledge when) {
    return feedback.activate(activation, when);
  }

  /** Tells that a decision shall teach nothing. */
  public CompletableFuture<Acknowledgement> censor(Censoring censoring, Acknowledge when) {
    return feedback.censor(censoring, when);
  }

  /** Takes back an outcome that was not real. */
  public CompletableFuture<Acknowledgement> retract(Retraction retraction, Acknowledge when) {
    return feedback.retract(retraction, when);
  }

  /**
   * Promises that no outcome of the campaign that happened at or before this time will be reported from now on, by anyone:
   * windows may close there. What this client was told before is sent first. A campaign that was ever promised this closes
   * its windows by it and no longer by the clock.
   */
  public CompletableFuture<Acknowledgement> completeUpTo(String campaign, Instant time) {
    return flush().thenCompose(sent -> feedback.watermark(FeedbackWire.watermark(campaign, time)));
  }

  /** Campaigns: made, changed, looked at. */
  public CampaignAdmin campaigns() {
    return campaigns;
  }

  /** Snapshots of what campaigns have learned: taken, returned to, moved to another server. */
  public SnapshotAdmin snapshots() {
    return snapshots;
  }

  /** What other policies would have earned; decisions made elsewhere, imported. */
  public Evaluations evaluations() {
    return evaluations;
  }

  /** What this client has done, and what it holds. */
  public ClientCounters counters() {
    return tally.counters(feedback.buffered());
  }

  /** Sends what is buffered; completes when everything told before has been acknowledged or has failed. */
  public CompletableFuture<Void> flush() {
    return feedback.flush();
  }

  /** Closes, draining for up to five seconds. */
  @Override
  public void close() {
    close(CLOSING);
  }

  /**
   * Takes nothing more, waits until decisions under way are answered and the buffer is acknowledged, then fails what is
   * left with {@link Problem#CLIENT_CLOSED} and disconnects.
   *
   * @param patience how long to wait at most
   * @return whether nothing was left
   */
  public boolean close(Duration patience) {
    if (!closing.compareAndSet(false, true)) {
      return feedback.buffered() == 0;
    }
    boolean drained = await(decisions.close().thenCompose(answered -> flush()), patience);
    feedback.close();
    endpoints.close();
    decisions.abandon();
    timer.shutdownNow();
    settings.callbacks().close();
    return drained;
  }

  private static boolean await(CompletableFuture<Void> end, Duration patience) {
    try {
      end.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("draining never fails", e);
    }
  }

  /** What is scheduled after the end is dropped: the lanes have failed what it was for. */
  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "bandolier-client-timer");
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }
}
