package dev.bandolier.loadtest.replay;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * One pass of one policy over one problem, as a campaign of its own: the next row is decided when
 * the last row's reward is learned. Where a problem's rewards come n rounds late, that of round t is told after the
 * decision of round t + n, and those of the last n rounds are not told at all.
 */
final class Run implements Callable<RunResult> {
  private final Problem problem;
  private final @Nullable PolicyChoice policy;
  private final OptionalLong seed;
  private final Venue venue;

  /**
   * What a run needs of its surroundings.
   *
   * @param server where the campaign lives
   * @param campaign the campaign's resource name
   * @param progress is told of every round
   */
  record Venue(Server server, String campaign, Progress progress) {}

  /** What is to be told of a decision; NaN: nothing. */
  private record Due(String id, double reward) {

    void tell(ServedCampaign campaign) {
      if (Double.isNaN(reward)) {
        campaign.censor(id);
      } else {
        campaign.reward(id, reward);
      }
    }
  }

  Run(Problem problem, @Nullable PolicyChoice policy, OptionalLong seed, Venue venue) {
    this.problem = problem;
    this.policy = policy;
    this.seed = seed;
    this.venue = venue;
  }

  @Override
  public RunResult call() throws InterruptedException {
    long started = System.nanoTime();
    Episode episode = problem.episode(seed);
    Tally tally = new Tally(problem.rounds());
    String decided = pass(episode, tally);
    venue.progress().runDone();
    double seconds = (System.nanoTime() - started) / 1e9;
    return result(decided, episode.references(), tally, seconds);
  }

  private String pass(Episode episode, Tally tally) throws InterruptedException {
    try (ServedCampaign campaign = venue.server().create(venue.campaign(), problem, policy, seed)) {
      Deque<Due> due = new ArrayDeque<>();
      while (episode.advance()) {
        round(campaign, episode, tally, due);
      }
      return campaign.policy();
    }
  }

  private void round(ServedCampaign campaign, Episode episode, Tally tally, Deque<Due> due)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("another run failed");
    }
    String id = Integer.toString(tally.rounds(), Character.MAX_RADIX);
    int arm = problem.arms().index(campaign.decide(id, episode.context()));
    tally.chose(arm);
    double reward = episode.reveal(arm);
    tally.regretted(episode.regret(arm));
    due.add(new Due(id, reward));
    if (!Double.isNaN(reward)) {
      tally.earned(reward);
    }
    if (due.size() > problem.delay()) {
      due.remove().tell(campaign);
    }
    venue.progress().roundDone();
  }

  private RunResult result(String decided, References references, Tally tally, double seconds) {
    return new RunResult(
        problem.name(),
        decided,
        seed,
        tally.rounds(),
        tally.accepted(),
        tally.rewardMean(),
        references,
        tally.lastFifthMean(),
        tally.lastFifthShare(references.bestArmIndex()),
        tally.regret(),
        seconds);
  }
}
