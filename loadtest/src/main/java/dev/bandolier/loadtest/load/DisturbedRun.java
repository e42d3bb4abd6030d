package dev.bandolier.loadtest.load;

import dev.bandolier.client.BanditClient;
import java.security.SecureRandom;
import java.util.function.Consumer;

/**
 * Decisions at a fixed rate at a server of their own while something else goes on there: what becomes of
 * their latency. Used by one thread, once.
 */
final class DisturbedRun {

  private static final int FULL_BATCH = 10_000;
  private static final int ID_BITS = 40;

  private final String address;
  private final RunPlan plan;
  private final long expiring;
  private final Faults faults = new Faults();

  /** What came of it, and how often the disturbance took place. */
  record Disturbed(Disturbance disturbance, RunResult result, long times) {}

  /**
   * Against {@code HOST:PORT}.
   *
   * @param expiring how many decisions expire where that is the disturbance
   */
  DisturbedRun(String address, RunPlan plan, long expiring) {
    this.address = address;
    this.plan = plan;
    this.expiring = expiring;
  }

  /** Warms up, begins the disturbance, measures. */
  Disturbed run(Disturbance disturbance, Consumer<String> progress) throws InterruptedException {
    long seed = new SecureRandom().nextInt() & 0xffff_ffffL;
    String name = String.format("campaigns/load-%08x", seed);
    LoadCampaign.Plan made =
        new LoadCampaign.Plan(name, plan.arms(), plan.windowSeconds(), plan.rate());
    try (LoadCampaign campaign = LoadCampaign.create(address, made);
        Link link = Link.to(address, plan.connections());
        BanditClient client = BanditClient.connect(address);
        Beside beside = beside(disturbance, name, link, client)) {
      DecisionRun run =
          new DecisionRun(
              plan, link, campaign, new Questions(name, seed), Ids.from(1L << ID_BITS), faults);
      RunResult result = run.run(beside, progress);
      return new Disturbed(disturbance, result, beside.times());
    }
  }

  private Beside beside(Disturbance disturbance, String name, Link link, BanditClient client) {
    String other = name + "-beside";
    return switch (disturbance) {
      case NONE, ROLL -> Beside.NOTHING;
      case SNAPSHOT -> new EverySecond(turn -> snapshot(client, name, turn), () -> {}, faults);
      case BATCH -> batches(other, link);
      case EXPIRY -> new Crowd(address, link, other, plan.arms(), expiring, faults);
    };
  }

  /** Takes a snapshot, and gives up the one before. */
  private static void snapshot(BanditClient client, String campaign, long turn) {
    client.snapshots().take(campaign, "s-" + turn);
    if (turn > 0) {
      client.snapshots().delete(campaign, "s-" + (turn - 1));
    }
  }

  private Beside batches(String campaign, Link link) {
    LoadCampaign.create(
            address, new LoadCampaign.Plan(campaign, plan.arms(), plan.windowSeconds(), FULL_BATCH))
        .close();
    Deck deck = new Questions(campaign, 1).deck(Mode.BATCH, FULL_BATCH);
    Measure measure = new Measure(Mode.BATCH, FULL_BATCH, faults, null, null, null);
    return new EverySecond(
        turn -> {
          long id = turn * FULL_BATCH;
          measure.answered(id, link.ask(Mode.BATCH, deck.message(id)));
        },
        measure::close,
        faults);
  }
}
