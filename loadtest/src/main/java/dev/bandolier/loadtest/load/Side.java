package dev.bandolier.loadtest.load;

import dev.bandolier.loadtest.subject.ServerProcess;
import dev.bandolier.loadtest.subject.TargetException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One of the two servers that are compared: its process, the connections to it, and what is sent. Both are
 * sent the same bytes. On the deciding side an outcome is reported for one decision in ten, and a round's
 * CPU time goes on until everything is folded and every decision of it has closed. Used by one thread.
 */
final class Side implements AutoCloseable {

  private static final String CAMPAIGN = "campaigns/ceiling";
  private static final long SEED = 20_261_122;
  private static final double NANOS_PER_MICRO = 1e3;
  private static final int SAMPLES = 200;

  private final CeilingPlan plan;
  private final ServerProcess process;
  private final Link link;
  private final Map<Mode, Deck> decks = new EnumMap<>(Mode.class);
  private final Ids ids = Ids.from(1L << 40);
  private final Faults faults = new Faults();
  private final @Nullable LoadCampaign campaign;
  private final @Nullable Rewards rewards;

  private Side(CeilingPlan plan, ServerProcess process, boolean decides) {
    this.plan = plan;
    this.process = process;
    this.link = Link.to(process.address(), plan.connections());
    Questions questions = new Questions(CAMPAIGN, SEED);
    for (Mode mode : Mode.values()) {
      decks.put(mode, questions.deck(mode, CeilingPlan.BATCH_ITEMS));
    }
    campaign = decides ? LoadCampaign.create(process.address(), campaignPlan()) : null;
    rewards = decides ? rewards() : null;
  }

  private LoadCampaign.Plan campaignPlan() {
    return new LoadCampaign.Plan(CAMPAIGN, plan.arms(), plan.windowSeconds(), 0);
  }

  private Rewards rewards() {
    return new Rewards(
        link,
        deck(Mode.OUTCOMES),
        CeilingPlan.REWARDED_ONE_IN,
        new Freshness(System::nanoTime),
        System::nanoTime,
        faults);
  }

  /** The server that decides. */
  static Side decide(CeilingPlan plan, Path jar) throws IOException {
    ServerProcess process = ServerProcess.serve(jar, plan.flags(), plan.serveOptions());
    return begun(plan, process, true);
  }

  /** The server that does nothing, whose answer to one decision has so many bytes. */
  static Side echo(CeilingPlan plan, Path jar, int answerBytes) throws IOException {
    List<String> options =
        List.of("--response-bytes=" + answerBytes, "--batch-items=" + CeilingPlan.BATCH_ITEMS);
    return begun(plan, ServerProcess.echo(jar, plan.flags(), options), false);
  }

  private static Side begun(CeilingPlan plan, ServerProcess process, boolean decides) {
    boolean begun = false;
    try {
      Side side = new Side(plan, process, decides);
      begun = true;
      return side;
    } finally {
      if (!begun) {
        process.close();
      }
    }
  }

  /** How many bytes its answer to one decision has, once some have been made. */
  int answerBytes() {
    int bytes = 0;
    for (int i = 0; i < SAMPLES; i++) {
      bytes = link.ask(Mode.UNARY, deck(Mode.UNARY).message(ids.take(1))).length;
    }
    return bytes;
  }

  /** How many bytes a request has. */
  int requestBytes() {
    return deck(Mode.UNARY).message(0).length;
  }

  /** Drives it as fast as it goes, and waits until nothing is left to be done for what was asked. */
  Pace closed(Mode mode, double seconds) throws InterruptedException {
    Duration before = process.cpuTime();
    Duration compiledBefore = compilerTime();
    long began = System.nanoTime();
    Measure measure = measure(mode);
    double perSecond = ClosedLoop.run(drive(mode), measure, CeilingPlan.places(mode), seconds);
    long backlog = settle();
    double items = Math.max(1, measure.close());
    double compiler = compilerTime().minus(compiledBefore).toNanos();
    return new Pace(
        perSecond,
        process.cpuTime().minus(before).toNanos() / NANOS_PER_MICRO / items,
        compiler / NANOS_PER_MICRO / items,
        compilerShare(compiledBefore, began),
        backlog);
  }

  private double compilerShare(Duration before, long began) {
    return (double) compilerTime().minus(before).toNanos() / (System.nanoTime() - began);
  }

  private Duration compilerTime() {
    return process.compilerTime().orElse(Duration.ZERO);
  }

  /** Drives it at a rate of items, and waits in the same way. */
  Waits open(Mode mode, double perSecond, double seconds) throws InterruptedException {
    Duration compiledBefore = compilerTime();
    long began = System.nanoTime();
    Measure measure = measure(mode);
    double requests = perSecond / measure.items();
    Schedule schedule = Schedule.of(System.nanoTime(), requests, seconds);
    Histogram nanos = OpenLoop.run(drive(mode), measure, schedule, Pause.PARK).nanos();
    settle();
    measure.close();
    return new Waits(nanos, compilerShare(compiledBefore, began));
  }

  private Drive drive(Mode mode) {
    return Drive.over(link, plan.connections(mode), mode, deck(mode), ids);
  }

  private Measure measure(Mode mode) {
    return new Measure(mode, deck(mode).items(), faults, rewards, null, null);
  }

  private Deck deck(Mode mode) {
    return Objects.requireNonNull(decks.get(mode));
  }

  private long settle() throws InterruptedException {
    if (campaign == null || rewards == null) {
      return 0;
    }
    rewards.awaitQuiet();
    long backlog = campaign.settle();
    campaign.drain();
    return backlog;
  }

  /** What went wrong so far; outcomes that the server did not count are among it. */
  Map<String, Long> faults() {
    Faults all = new Faults();
    all.add(faults.counts());
    if (campaign != null) {
      all.add(campaign.refusedOutcomes());
    }
    return all.counts();
  }

  /**
   * Where its server has ended, says so instead of what came of that.
   *
   * @throws TargetException if it has
   */
  void requireAlive(RuntimeException broken) throws TargetException, InterruptedException {
    process.requireAlive(broken);
  }

  /** Outcomes that were acknowledged so far. */
  long outcomes() {
    return rewards == null ? 0 : rewards.count();
  }

  /** Ends the process. */
  @Override
  public void close() {
    link.close();
    if (campaign != null) {
      campaign.close();
    }
    process.close();
  }
}
