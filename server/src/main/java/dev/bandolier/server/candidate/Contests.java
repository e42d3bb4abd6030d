package dev.bandolier.server.candidate;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Campaigns;
import dev.bandolier.server.campaign.Candidates;
import dev.bandolier.server.learn.ReplaySource;
import dev.bandolier.server.manage.CandidateManagement;
import dev.bandolier.v1.GetCandidatesResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows every campaign that has something to compare, on one thread of its own and of low priority, beside the learner; promotes and concludes where
 * that is wanted. Costs nothing where no campaign has candidates. First {@link #start}, then {@link #close}.
 */
public final class Contests implements CandidateReports, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Contests.class);

  /** How many looks a campaign is left alone whose facts could not be followed. */
  private static final int REST = 60;

  private final ReplaySource source;
  private final Campaigns campaigns;
  private final Judge judge;
  private final Duration every;
  private final Map<Integer, Follower> followers = new HashMap<>();
  private final Map<Integer, Integer> resting = new HashMap<>();
  private final Map<Integer, Long> nextReport = new HashMap<>();
  private final Map<Integer, GetCandidatesResponse> reports = new ConcurrentHashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Contests::daemon);
  private volatile boolean closing;

  /**
   * Makes it.
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
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "candidates");
    thread.setDaemon(true);
    thread.setPriority(Thread.MIN_PRIORITY);
    return thread;
  }

  /** Begins to look. */
  public void start() {
    var unused =
        thread.scheduleWithFixedDelay(
            this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
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

  private void look() {
    Set<Integer> compared = new HashSet<>();
    for (Campaign campaign : campaigns.all()) {
      if (Candidates.compares(campaign) && !closing) {
        compared.add(campaign.uid());
        follow(campaign);
      }
    }
    for (int uid : Set.copyOf(followers.keySet())) {
      if (!compared.contains(uid)) {
        drop(uid);
      }
    }
    resting.keySet().retainAll(compared);
  }

  private void follow(Campaign campaign) {
    if (resting.merge(campaign.uid(), -1, Integer::sum) > 0) {
      return;
    }
    try {
      Follower follower = followers.get(campaign.uid());
      if (follower == null) {
        follower = Follower.begin(campaign.name(), source);
        followers.put(campaign.uid(), follower);
      }
      advance(follower, campaign);
    } catch (IOException | RuntimeException e) {
      LOG.warn("{}: its candidates are not followed for now", campaign.name(), e);
      drop(campaign.uid());
      resting.put(campaign.uid(), REST);
    }
  }

  private void advance(Follower follower, Campaign campaign) throws IOException {
    follower.advance(() -> !closing);
    report(follower, campaign.uid());
    if (!closing) {
      judge.look(follower, campaign);
    }
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
      } catch (IOException e) {
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
