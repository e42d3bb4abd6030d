package dev.bandolier.loadtest.load;

import java.util.Map;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Decisions at a fixed rate, an outcome for one in so many, and how soon these are seen. Used by one
 * thread, once.
 */
final class DecisionRun {

  private final RunPlan plan;
  private final Link link;
  private final LoadCampaign campaign;
  private final Questions questions;
  private final Deck deck;
  private final Ids ids;
  private final Faults faults;

  /**
   * Does nothing yet.
   *
   * @param ids of the decisions
   * @param faults told of what goes wrong
   */
  DecisionRun(
      RunPlan plan, Link link, LoadCampaign campaign, Questions questions, Ids ids, Faults faults) {
    this.plan = plan;
    this.link = link;
    this.campaign = campaign;
    this.questions = questions;
    this.deck = questions.deck(plan.mode(), plan.batchItems());
    this.ids = ids;
    this.faults = faults;
  }

  /** Warms up, begins what goes on beside, and measures until that is closed again. */
  RunResult run(Beside beside, Consumer<String> progress) throws InterruptedException {
    if (plan.warmUp() > 0) {
      progress.accept("warming up");
      phase(plan.warmUp());
    }
    progress.accept("measuring");
    beside.begin();
    RunResult measured = phase(plan.seconds());
    beside.close();
    faults.add(campaign.refusedOutcomes());
    return measured.with(faults.counts());
  }

  private RunResult phase(double seconds) throws InterruptedException {
    Freshness freshness = new Freshness(System::nanoTime);
    Rewards rewards = plan.rewardedOneIn() == 0 ? null : rewards(freshness);
    Measure measure = new Measure(plan.mode(), deck.items(), faults, rewards, freshness, null);
    OpenLoop.Result result = OpenLoop.run(drive(), measure, schedule(seconds), Pause.PARK);
    measure.close();
    Histogram seen = freshness.nanos();
    long outcomes = rewards == null ? 0 : settle(rewards, freshness);
    return new RunResult(result.perSecond(), 0, result.nanos(), seen, outcomes, Map.of());
  }

  private Drive drive() {
    return Drive.over(link, link.connections(), plan.mode(), deck, ids);
  }

  private Schedule schedule(double seconds) {
    return Schedule.of(System.nanoTime(), plan.rate() / deck.items(), seconds);
  }

  private Rewards rewards(Freshness freshness) {
    Deck outcomes = questions.deck(Mode.OUTCOMES, 1);
    return new Rewards(link, outcomes, plan.rewardedOneIn(), freshness, System::nanoTime, faults);
  }

  /** Once all are folded, a decision has to show them. */
  private long settle(Rewards rewards, Freshness freshness) throws InterruptedException {
    rewards.awaitQuiet();
    rewards.close();
    campaign.settle();
    freshness.expectAllSeen(campaign.modelVersion(), faults);
    return rewards.count();
  }
}
