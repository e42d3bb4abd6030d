package dev.bandolier.loadtest.load;

import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Outcomes on streams, one for each of as many decisions that were made before: as many as the server takes,
 * or at a fixed rate. Every one has to be accepted. Used by one thread, once.
 */
final class OutcomeRun {

  private static final int PLACES = 4096;
  private static final int BATCHES = 4;
  private static final double LONGEST = 3600;
  private static final long PROBES = 1L << 60;

  private final RunPlan plan;
  private final Link link;
  private final LoadCampaign campaign;
  private final Questions questions;
  private final Faults faults = new Faults();
  private long next;

  OutcomeRun(RunPlan plan, Link link, LoadCampaign campaign, Questions questions, long firstId) {
    this.plan = plan;
    this.link = link;
    this.campaign = campaign;
    this.questions = questions;
    this.next = firstId;
  }

  RunResult run(Consumer<String> progress) throws InterruptedException {
    long warm = plan.rate() > 0 ? count(plan.warmUp()) : plan.outcomes() / RunPlan.WARM_UP_SHARE;
    long wanted = plan.rate() > 0 ? count(plan.seconds()) : plan.outcomes();
    decide(warm + wanted, progress);
    if (warm > 0) {
      progress.accept("warming up");
      phase(warm);
    }
    progress.accept("measuring");
    RunResult measured = phase(wanted);
    check(warm + wanted);
    return measured.with(faults.counts());
  }

  private long count(double seconds) {
    return Math.round(plan.rate() * seconds);
  }

  /** Makes the decisions, in whole batches. */
  private void decide(long count, Consumer<String> progress) throws InterruptedException {
    progress.accept(
        String.format(Locale.ROOT, "deciding %,d times, to have something to report of", count));
    Deck batches = questions.deck(Mode.BATCH, plan.batchItems());
    long whole = (count + plan.batchItems() - 1) / plan.batchItems() * plan.batchItems();
    Measure measure = new Measure(Mode.BATCH, batches.items(), faults, null, null, null);
    ClosedLoop.run(
        drive(Mode.BATCH, batches, Ids.between(next, next + whole)), measure, BATCHES, LONGEST);
    measure.close();
    campaign.settle();
  }

  private RunResult phase(long count) throws InterruptedException {
    Freshness freshness = new Freshness(System::nanoTime);
    Measure measure = new Measure(Mode.OUTCOMES, 1, faults, null, freshness, probe(freshness));
    Ids ids = Ids.between(next, next + count);
    next += count;
    long begun = System.nanoTime();
    OpenLoop.Result load =
        load(drive(Mode.OUTCOMES, questions.deck(Mode.OUTCOMES, 1), ids), measure);
    Histogram seen = freshness.nanos();
    campaign.settle();
    double learned = count * 1e9 / (System.nanoTime() - begun);
    freshness.expectAllSeen(campaign.modelVersion(), faults);
    return new RunResult(load.perSecond(), learned, load.nanos(), seen, measure.close(), Map.of());
  }

  /** Asks with ids that no decision of the load has. */
  private Probe probe(Freshness freshness) {
    Ids ids = Ids.from(PROBES | next);
    return new Probe(link, questions.deck(Mode.UNARY, 1), ids, freshness, System::nanoTime, faults);
  }

  private OpenLoop.Result load(Drive drive, Measure measure) throws InterruptedException {
    if (plan.rate() == 0) {
      double perSecond = ClosedLoop.run(drive, measure, PLACES, LONGEST);
      return new OpenLoop.Result(Latency.histogram(), perSecond);
    }
    double seconds = drive.ids().left() / plan.rate();
    Schedule schedule = Schedule.of(System.nanoTime(), plan.rate(), seconds);
    return OpenLoop.run(drive, measure, schedule, Pause.PARK);
  }

  private Drive drive(Mode mode, Deck deck, Ids ids) {
    return Drive.over(link, link.connections(), mode, deck, ids);
  }

  /** Folding alone knows whether they counted. */
  private void check(long count) {
    long missing = count - campaign.acceptedOutcomes();
    if (missing > 0) {
      faults.add("OUTCOME_NOT_ACCEPTED", missing);
    }
    faults.add(campaign.refusedOutcomes());
  }
}
