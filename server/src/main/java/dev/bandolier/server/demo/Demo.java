package dev.bandolier.server.demo;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.manage.ManageOutcome;
import dev.bandolier.server.statistics.CampaignStatistics;
import dev.bandolier.v1.CreateCampaignRequest;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * A mail campaign with a simulated audience, before the viewer's eyes. The server is the real one; only
 * the readers are not. Run once, by one thread.
 */
public final class Demo {

  private static final Duration TURN = Duration.ofMillis(20);
  private static final long SECOND = 1_000_000_000L;

  /** Brisk while there is much to learn, then gentle to the disk. */
  private static final int BRISK = 200;

  private static final int GENTLE = 40;
  private static final int BRISK_SECONDS = 180;

  private final Stage stage;
  private final dev.bandolier.v1.Campaign definition;
  private final RandomGenerator random;
  private final LongSupplier nanos;
  private final Scoreboard scores = new Scoreboard();

  /** Waits. */
  public interface Pause {
    /** Waits so long; returns true, perhaps earlier, once the demonstration is to end. */
    boolean isOver(Duration longest) throws InterruptedException;
  }

  /**
   * Prepares it.
   *
   * @param definition the sample campaign
   * @param random what readers do
   * @param nanos a clock that only runs forward, in nanoseconds
   */
  public Demo(
      Stage stage,
      dev.bandolier.v1.Campaign definition,
      RandomGenerator random,
      LongSupplier nanos) {
    this.stage = stage;
    this.definition = definition;
    this.random = random;
    this.nanos = nanos;
  }

  /**
   * Plays until the pause says that it is over, or for so long.
   *
   * @param where the line that says where the server listens
   * @param rows of the terminal that {@code out} is; 0: it is none that can be repainted in colour
   * @param blocks whether {@code out} shows characters beyond ASCII
   * @param longest zero for no end
   */
  public void run(
      PrintStream out, String where, int rows, boolean blocks, Duration longest, Pause pause)
      throws InterruptedException {
    Picture picture = new Picture(new Ink(rows > 0, blocks), where);
    create();
    try (Screen screen = new Screen(out, picture, rows)) {
      play(screen, longest, pause);
    }
  }

  private void create() {
    CreateCampaignRequest request =
        CreateCampaignRequest.newBuilder().setCampaign(definition).build();
    if (stage.management().create(request) instanceof ManageOutcome.Refused refused) {
      throw new IllegalStateException("the sample campaign is refused: " + refused.refusal());
    }
  }

  private void play(Screen screen, Duration longest, Pause pause) throws InterruptedException {
    long begun = nanos.getAsLong();
    Mailing mailing = mailing(begun);
    long next = begun + screen.pause();
    for (long now = begun; !isEnd(now - begun, longest) && !pause.isOver(TURN); ) {
      now = nanos.getAsLong();
      long seconds = (now - begun) / SECOND;
      mailing.turn(now, seconds < BRISK_SECONDS ? BRISK : GENTLE);
      if (now >= next) {
        show(screen, seconds);
        next = now + screen.pause();
      }
    }
    show(screen, (nanos.getAsLong() - begun) / SECOND);
  }

  private static boolean isEnd(long nanosPassed, Duration longest) {
    return !longest.isZero() && nanosPassed >= longest.toNanos();
  }

  private Mailing mailing(long now) {
    String batch = Long.toString(random.nextLong() >>> 1, Character.MAX_RADIX);
    return new Mailing(
        definition.getName(),
        batch,
        stage.decider(),
        stage.feedback(),
        new Audience(random),
        scores,
        now);
  }

  private void show(Screen screen, long seconds) {
    Campaign campaign = stage.campaigns().find(definition.getName());
    CampaignStatistics statistics = campaign == null ? null : stage.statistics().of(campaign, null);
    if (campaign != null && statistics != null) {
      screen.show(new View(seconds, campaign, statistics, scores));
    }
  }
}
