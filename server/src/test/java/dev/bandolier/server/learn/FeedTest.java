package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.Duration;
import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.ExpiryHeld;
import dev.bandolier.server.event.FeedCompleted;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.LearningMode;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeedTest extends RigTest {

  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final long GRACE = 5 * MINUTE;

  @Test
  void expiry_heldByHand_closesNothingUntilItIsReleased() {
    rig.create(Rig.clicks()).decide("d", 0);
    assertThat(rig.fold(new ExpiryHeld(Rig.CAMPAIGN, true))).isEqualTo(Fate.FATE_ACCEPTED);
    rig.pass(48 * HOUR);
    assertThat(rig.statistics(0, 0).closed()).isZero();
    rig.restart().pass(HOUR);
    assertThat(rig.state().feed().isHeld()).isTrue();
    assertThat(rig.statistics(0, 0).closed()).isZero();
    rig.fold(new ExpiryHeld(Rig.CAMPAIGN, false));
    rig.pass(1);
    assertThat(rig.statistics(0, 0).closed()).isEqualTo(1);
  }

  @Test
  void outcome_thatComesWhileExpiryIsHeld_isJudgedByTheClockThatStandsStill() {
    rig.create(Rig.clicks()).decide("d", 0);
    rig.fold(new ExpiryHeld(Rig.CAMPAIGN, true));
    rig.now += 10 * HOUR;
    assertThat(rig.fold(click("d", Rig.START + HOUR))).isEqualTo(Fate.FATE_ACCEPTED);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 1));
    assertThat(rig.fold(click("d", Rig.START + HOUR + 1, "late"))).isEqualTo(Fate.FATE_LATE);
  }

  @Test
  void watermark_sentWhileExpiryIsHeld_closesWindowsOnceItIsReleased() {
    rig.create(Rig.clicks()).decide("d", 0);
    rig.fold(new ExpiryHeld(Rig.CAMPAIGN, true));
    rig.now += 2 * HOUR;
    rig.fold(new FeedCompleted(Rig.CAMPAIGN, rig.now));
    rig.pass(1);
    assertThat(rig.statistics(0, 0).closed()).isZero();
    rig.fold(new ExpiryHeld(Rig.CAMPAIGN, false));
    rig.pass(1);
    assertThat(rig.statistics(0, 0).closed()).isEqualTo(1);
  }

  @Test
  void windows_ofASilentFeed_stayOpenUntilAnOutcomeAsYoungAsTheirEndIsSeen() {
    rig.create(waitingForTheFeed()).decide("d", 0);
    rig.pass(30 * HOUR);
    assertThat(rig.statistics(0, 0).closed()).isZero();
    rig.fold(click("other", Rig.START + HOUR - 1));
    rig.pass(1);
    assertThat(rig.statistics(0, 0).closed()).isZero();
    rig.fold(click("another", Rig.START + HOUR));
    rig.restart().pass(1);
    assertThat(rig.statistics(0, 0).closed()).isEqualTo(1);
  }

  @Test
  void outcome_fromTheFuture_saysNothingAboutTheFeedBeyondItsArrival() {
    rig.create(waitingForTheFeed()).decide("d", 0);
    rig.fold(click("other", Rig.START + 5 * HOUR));
    rig.pass(5 * HOUR);
    assertThat(rig.statistics(0, 0).closed()).isZero();
    assertThat(rig.state().feed().newest()).isEqualTo(Rig.START);
  }

  private static dev.bandolier.v1.Campaign.Builder waitingForTheFeed() {
    return Rig.clicks().setFeedSilence(Duration.newBuilder().setSeconds(GRACE / 1000));
  }

  @ParameterizedTest
  @CsvSource({
    "true, LEARNING_MODE_PROVISIONAL",
    "true, LEARNING_MODE_AT_WINDOW_CLOSE",
    "false, LEARNING_MODE_PROVISIONAL",
    "false, LEARNING_MODE_AT_WINDOW_CLOSE"
  })
  void outageOfSixHours_deliveredLate_endsInThePosteriorOfNoOutage(
      boolean watermarks, LearningMode mode) {
    try (Rig plain = new Rig(directory.resolve("plain"))) {
      new Day(plain, watermarks, 0).run(mode);
      new Day(rig, watermarks, 6 * HOUR).run(mode);
      for (int arm = 0; arm < 2; arm++) {
        assertThat(rig.statistics(0, arm).closed()).isEqualTo(plain.statistics(0, arm).closed());
        assertThat(rig.statistics(0, arm).rewarded())
            .isEqualTo(plain.statistics(0, arm).rewarded())
            .isPositive();
        assertThat(rig.lesson(0, arm).weight()).isEqualTo(480);
        assertThat(rig.lesson(0, arm).rewardSum())
            .isCloseTo(plain.lesson(0, arm).rewardSum(), within(1e-9));
        assertThat(rig.estimate(0, arm)).isCloseTo(plain.estimate(0, arm), within(1e-12));
      }
      if (mode == LearningMode.LEARNING_MODE_AT_WINDOW_CLOSE) {
        assertThat(rig.posteriors()).as("bit for bit").isEqualTo(plain.posteriors());
      }
    }
  }

  @Test
  void outageOfSixHours_onTheClockAlone_costsRewards() {
    try (Rig plain = new Rig(directory.resolve("plain"))) {
      new Day(plain, false, 0).run(Rig.clicks());
      new Day(rig, false, 6 * HOUR).run(Rig.clicks());
      assertThat(rig.statistics(0, 0).rewarded())
          .isLessThan(plain.statistics(0, 0).rewarded() * 3 / 4);
    }
  }

  /** Sixteen hours of a decision a minute, every third of which is clicked up to fifty minutes later. */
  private static final class Day {
    private static final int MINUTES = 960;
    private static final long DOWN = 5 * HOUR;

    private final Rig rig;
    private final boolean watermarks;
    private final long outage;
    private final Queue<Long> delayed = new ArrayDeque<>();

    Day(Rig rig, boolean watermarks, long outage) {
      this.rig = rig;
      this.watermarks = watermarks;
      this.outage = outage;
    }

    void run(LearningMode mode) {
      run(
          (watermarks ? Rig.clicks() : waitingForTheFeed())
              .setLearningMode(mode)
              .setDefaultReward(0.1));
    }

    void run(dev.bandolier.v1.Campaign.Builder campaign) {
      rig.create(campaign);
      for (int minute = 0; minute < MINUTES; minute++) {
        rig.now = Rig.START + minute * MINUTE;
        rig.decide("d" + minute, minute % 2);
        if (minute % 10 == 9) {
          collect(minute);
          rig.pass(0);
        }
      }
      rig.now += HOUR;
      collect(MINUTES + 59);
      rig.report("the last", "click");
      rig.pass(3 * HOUR);
    }

    /** Ten minutes of clicks arrive, or wait for the collector. */
    private void collect(int minute) {
      for (int clicked = minute - 9; clicked <= minute; clicked++) {
        delayed.add(Rig.START + clicked * MINUTE);
      }
      long now = rig.now - Rig.START;
      if (now < DOWN || now >= DOWN + outage) {
        delayed.forEach(this::deliver);
        delayed.clear();
        if (watermarks) {
          rig.fold(new FeedCompleted(Rig.CAMPAIGN, rig.now));
        }
      }
    }

    /** What was clicked at that time: the decisions 10, 30 and 50 minutes before, as it falls. */
    private void deliver(long time) {
      int minute = (int) ((time - Rig.START) / MINUTE);
      for (int delay : List.of(50, 30, 10)) {
        int decided = minute - delay;
        if (decided >= 0 && decided < MINUTES && decided % 9 == delay / 10) {
          rig.fold(click("d" + decided, time));
        }
      }
    }
  }

  private static dev.bandolier.server.event.OutcomeSeen click(String decision, long time) {
    return click(decision, time, "");
  }

  private static dev.bandolier.server.event.OutcomeSeen click(
      String decision, long time, String id) {
    return Rig.outcome(decision, "click", "", 0, time, id, "", false);
  }

  @Test
  void decision_ofAnEarlierRevision_keepsItsRulesAcrossARestart() {
    rig.create(Rig.clicks()).decide("d", 0);
    rig.change(
        CampaignChanged.Change.UPDATED,
        2,
        Rig.clicks().setDefaultReward(0.5).setRewardRules(0, Rig.rule("buy", 2, 3600)),
        List.of());
    rig.restart();
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_ACCEPTED);
    assertThat(rig.report("d", "buy")).isEqualTo(Fate.FATE_INVALID);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 1));
  }
}
