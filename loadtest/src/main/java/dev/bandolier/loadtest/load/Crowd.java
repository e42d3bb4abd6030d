package dev.bandolier.loadtest.load;

import java.util.concurrent.TimeUnit;

/**
 * Many decisions of another campaign that nobody reports of: made as fast as the server makes them, then
 * waited for until the first of them is due. Their windows close as fast as they were opened.
 */
final class Crowd implements Beside {

  /** Longer than it takes to make a million of them. */
  private static final long WINDOW_SECONDS = 45;

  private static final int ITEMS = 1000;
  private static final int BATCHES = 2;

  private final Link link;
  private final LoadCampaign campaign;
  private final Deck deck;
  private final long count;
  private final Faults faults;

  /**
   * Makes the campaign.
   *
   * @param name of the campaign, which the server must not have
   * @param count how many decisions, in thousands
   */
  Crowd(String address, Link link, String name, int arms, long count, Faults faults) {
    this.link = link;
    this.campaign =
        LoadCampaign.create(address, new LoadCampaign.Plan(name, arms, WINDOW_SECONDS, 0));
    this.deck = new Questions(name, 1).deck(Mode.BATCH, ITEMS);
    this.count = count;
    this.faults = faults;
  }

  /** Faults where the windows begin to close before the last decision is made. */
  @Override
  public void begin() throws InterruptedException {
    long due = System.nanoTime() + TimeUnit.SECONDS.toNanos(WINDOW_SECONDS);
    Measure measure = new Measure(Mode.BATCH, ITEMS, faults, null, null, null);
    Drive drive = Drive.over(link, link.connections(), Mode.BATCH, deck, Ids.between(0, count));
    ClosedLoop.run(drive, measure, BATCHES, WINDOW_SECONDS);
    long missing = count - measure.close();
    if (missing > 0) {
      faults.add("BESIDE_NOT_MADE", missing);
    }
    campaign.settle();
    Pause.PARK.until(due);
  }

  @Override
  public void close() {
    campaign.close();
  }

  @Override
  public long times() {
    return count;
  }
}
