package dev.bandolier.loadtest.load;

import java.security.SecureRandom;
import java.util.function.Consumer;

/** Makes a campaign of its own on a server, drives it as planned, and deletes it; idle ones stay. */
final class Run {

  private static final long HOUR_SECONDS = 3600;
  private static final int ID_BITS = 40;

  private Run() {}

  /**
   * Against {@code HOST:PORT}.
   *
   * @throws dev.bandolier.client.BandolierException where the server refuses the campaign
   */
  static RunResult against(String address, RunPlan plan, Consumer<String> progress)
      throws InterruptedException {
    long seed = new SecureRandom().nextInt() & 0xffff_ffffL;
    String name = String.format("campaigns/load-%08x", seed);
    for (int i = 0; i < plan.idle(); i++) {
      progress.accept("campaign " + (i + 1) + " of " + plan.idle() + " beside");
      idle(address, new LoadCampaign.Plan(name + "-" + i, plan.arms(), plan.windowSeconds(), 0));
    }
    try (LoadCampaign campaign = LoadCampaign.create(address, campaignPlan(name, plan));
        Link link = Link.to(address, plan.connections())) {
      RunResult result = drive(plan, link, campaign, new Questions(name, seed), progress);
      campaign.delete();
      return result;
    }
  }

  private static void idle(String address, LoadCampaign.Plan plan) {
    try (LoadCampaign campaign = LoadCampaign.create(address, plan)) {
      campaign.modelVersion();
    }
  }

  /** Outcomes need decisions that stay open; decisions need a ledger that holds them. */
  private static LoadCampaign.Plan campaignPlan(String name, RunPlan plan) {
    return plan.mode() == Mode.OUTCOMES
        ? new LoadCampaign.Plan(name, plan.arms(), HOUR_SECONDS, 0)
        : new LoadCampaign.Plan(name, plan.arms(), plan.windowSeconds(), plan.rate());
  }

  private static RunResult drive(
      RunPlan plan,
      Link link,
      LoadCampaign campaign,
      Questions questions,
      Consumer<String> progress)
      throws InterruptedException {
    long first = 1L << ID_BITS;
    return plan.mode() == Mode.OUTCOMES
        ? new OutcomeRun(plan, link, campaign, questions, first).run(progress)
        : new DecisionRun(plan, link, campaign, questions, Ids.from(first), new Faults())
            .run(Beside.NOTHING, progress);
  }
}
