package dev.bandolier.server.candidate;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Campaigns;
import dev.bandolier.server.campaign.Candidates;
import dev.bandolier.server.learn.ReplaySource;
import dev.bandolier.server.manage.CandidateManagement;
import dev.bandolier.server.manage.Standing;
import dev.bandolier.v1.GetCandidatesResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows every campaign that has something to compare, on one thread of its own beside the learner, which rests at least as long as it works; promotes and concludes where
 * that is wanted. Costs nothing where no campaign has candidates. First {@link #start}, then {@link #close}.
 */
public final class Contests implements CandidateReports, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Contests.class);

  /** How long a campaign is left alone at first whose facts could not be followed; twice as long each time that it fails again. */
  private static final Duration REST = Duration.ofMinutes(1);

  private static final Duration LONGEST_REST = Duration.ofHours(1);

  /** How long one campaign is followed before it is the next one's turn. */
  private static final Duration TURN = Duration.ofMillis(500);

  /** How long is waited for the turn of a question. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Heap that one campaign may take: decisions that wait, regressions and posteriors of its own. */
  private static final long HEAP_EACH = 80L << 20;

  private final ReplaySource source;
  private final Campaigns campaigns;
  private final Judge judge;
  private final Duration every;
  private final Map<Integer, Follower> followers = new HashMap<>();
  private final Map<Integer, Rest> resting = new HashMap<>();
  private final Set<Integer> crowdedOut = new HashSet<>();
  private final int most;
  private final Map<Integer, Long> nextReport = new HashMap<>();
  private final Map<Integer, GetCandidatesResponse> reports = new ConcurrentHashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Contests::daemon);
  private volatile boolean closing;

  /** A campaign is left alone until then, by {@link System#nanoTime}. */
  private record Rest(long until, Duration length) {
    static Rest after(@Nullable Rest before) {
      Duration length = before == null ? REST : before.length.multipliedBy(2);
      Duration bounded = length.compareTo(LONGEST_REST) < 0 ? length : LONGEST_REST;
      return new Rest(System.nanoTime() + bounded.toNanos(), bounded);
    }

    boolean isOver() {
      return System.nanoTime() - until >= 0;
    }
  }

  /**
   * Makes it. Campaigns are followed as many as half of the heap allows, one at least.
   *
   * @param source what is followed, with a directory to fold in
   * @param every how long it rests between two looks; above zero
   */
  public Contests(
      ReplaySource source, Campaigns campaigns, CandidateManagement management, Duration every) {
    this.source = source;
    this.campaigns = campaigns;
    this.judge = new Judge(management);
    this.every = every;
    this.most = (int) Math.max(1, Runtime.getRuntime().maxMemory() / 2 / HEAP_EACH);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "candidates");
    thread.setDaemon(true);
    return thread;
  }

  /** Begins to look. */
  public void start() {
    lookAfter(every);
  }

  private void lookAfter(Duration rest) {
    if (!closing) {
      var unused = thread.schedule(this::look, rest.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public GetCandidatesResponse of(Campaign campaign) {
    GetCandidatesResponse known = reports.get(campaign.uid());
    return known == null
        ? GetCandidatesResponse.newBuilder()
            .setCampaign(campaign.name())
            .setRevision(campaign.revision())
            .build()
        : known;
  }

  @Override
  public Standing standing(Campaign campaign, String candidate) {
    try {
      return thread
          .submit(() -> stands(campaign, candidate))
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | RejectedExecutionException | ExecutionException e) {
      LOG.info("{}: it is not known in time how {} stands", campaign.name(), candidate, e);
      return Standing.UNKNOWN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Standing.UNKNOWN;
    }
  }

  private Standing stands(Campaign campaign, String candidate) {
    Follower follower = followers.get(campaign.uid());
    Contest contest = follower == null ? null : follower.contest();
    return follower == null || contest == null
        ? Standing.UNKNOWN
        : Report.standing(contest, candidate, follower.position());
  }

  /** Where it lags behind it goes on as soon as it has rested for as long as it worked. */
  private void look() {
    long begun = System.nanoTime();
    boolean behind = false;
    try {
      behind = followAll();
    } catch (RuntimeException e) {
      LOG.error("no candidates were followed this time", e);
    }
    Duration worked = Duration.ofNanos(System.nanoTime() - begun);
    lookAfter(behind && worked.compareTo(every) < 0 ? worked : every);
  }

  private boolean followAll() {
    Set<Integer> compared = new HashSet<>();
    boolean behind = false;
    for (Campaign campaign : campaigns.all()) {
      if (Candidates.compares(campaign) && !closing) {
        compared.add(campaign.uid());
        behind |= follow(campaign);
      }
    }
    for (int uid : Set.copyOf(followers.keySet())) {
      if (!compared.contains(uid)) {
        drop(uid);
      }
    }
    resting.keySet().retainAll(compared);
    crowdedOut.retainAll(compared);
    return behind;
  }

  /** Whether there is more to follow at once. */
  private boolean follow(Campaign campaign) {
    Rest rest = resting.get(campaign.uid());
    if (rest != null && !rest.isOver() || isCrowdedOut(campaign)) {
      return false;
    }
    try {
      Follower follower = followers.get(campaign.uid());
      if (follower == null) {
        follower = Follower.begin(campaign.name(), source);
        followers.put(campaign.uid(), follower);
      }
      return advance(follower, campaign);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      drop(campaign.uid());
      Rest next = Rest.after(rest);
      resting.put(campaign.uid(), next);
      LOG.warn("{}: its candidates are not followed for {}", campaign.name(), next.length(), e);
      return false;
    }
  }

  private boolean isCrowdedOut(Campaign campaign) {
    boolean full = !followers.containsKey(campaign.uid()) && followers.size() >= most;
    if (full && crowdedOut.add(campaign.uid())) {
      LOG.warn(
          "{}: its candidates are not followed: the heap is for those of {} campaigns (-Xmx)",
          campaign.name(),
          most);
    }
    return full;
  }

  private boolean advance(Follower follower, Campaign campaign) throws IOException {
    long end = System.nanoTime() + TURN.toNanos();
    boolean whole = follower.advance(() -> !closing && System.nanoTime() - end < 0);
    report(follower, campaign.uid());
    if (whole && !closing) {
      resting.remove(campaign.uid());
      judge.look(follower, campaign);
    }
    return !whole;
  }

  /** Ends of intervals are searched for; of thousands of arms that takes a while, and at most a tenth of the time. */
  private void report(Follower follower, int uid) {
    long begun = System.nanoTime();
    if (begun - nextReport.getOrDefault(uid, begun) >= 0) {
      reports.put(uid, follower.report());
      long ended = System.nanoTime();
      nextReport.put(uid, ended + 9 * (ended - begun));
    }
  }

  private void drop(int uid) {
    nextReport.remove(uid);
    reports.remove(uid);
    Follower follower = followers.remove(uid);
    if (follower != null) {
      try {
        follower.close();
      } catch (IOException | RuntimeException e) {
        LOG.warn("what candidates were followed in could not be deleted", e);
      }
    }
  }

  /** Ends it, at the latest once a change that is under way has taken effect, and deletes what it has folded. */
  @Override
  public void close() {
    closing = true;
    thread.shutdown();
    try {
      if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
        thread.shutdownNow();
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    Set.copyOf(followers.keySet()).forEach(this::drop);
  }
}
