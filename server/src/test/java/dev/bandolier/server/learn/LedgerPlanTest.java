package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.event.CampaignChanged;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerPlanTest {

  private static final long GIGABYTE = 1L << 30;

  /** One hour of window, one day remembered: 90,000 seconds. */
  private static Campaign expecting(int uid, dev.bandolier.v1.Campaign.Builder definition) {
    return Campaign.compile(
        new CampaignChanged(
            CampaignChanged.Change.CREATED, uid, 1, 0, 0, List.of(), definition.build()),
        0,
        null);
  }

  @Test
  void campaign_thatExpectsNothing_isNeverRefused() {
    LedgerPlan plan = new LedgerPlan(1, 1);
    assertThat(plan.refuse(expecting(1, Rig.clicks()), List.of())).isNull();
  }

  @Test
  void campaign_thatNeedsMoreThanTheLedgerHas_isRefusedWithTheFigures() {
    Campaign wanted = expecting(1, Rig.clicks().setExpectedRate(100));
    assertThat(new LedgerPlan(9_000_000, 16 * GIGABYTE).refuse(wanted, List.of())).isNull();
    assertThat(new LedgerPlan(8_999_999, 16 * GIGABYTE).refuse(wanted, List.of()))
        .contains("100", "3,600", "86,400", "9,000,000", "8,999,999", "--ledger-capacity");
    assertThat(new LedgerPlan(9_000_000, GIGABYTE).refuse(wanted, List.of()))
        .contains("--ledger-memory");
  }

  @Test
  void campaigns_shareTheLedger_andAnUpdateTakesItsOwnPlace() {
    LedgerPlan plan = new LedgerPlan(100_000, GIGABYTE);
    Campaign one = expecting(1, Rig.clicks().setExpectedRate(1));
    assertThat(plan.refuse(one, List.of(one))).isNull();
    assertThat(plan.refuse(expecting(2, Rig.clicks().setExpectedRate(1)), List.of(one)))
        .contains("other campaigns");
  }

  @Test
  void trackedShare_lowersWhatIsNeeded() {
    LedgerPlan plan = new LedgerPlan(100_000, GIGABYTE);
    assertThat(plan.refuse(expecting(1, Rig.clicks().setExpectedRate(10)), List.of())).isNotNull();
    assertThat(
            plan.refuse(
                expecting(1, Rig.clicks().setExpectedRate(10).setTrackedShare(0.1)), List.of()))
        .isNull();
  }

  @Test
  void tokens_needIdsForTheRepeatPeriodAlone() {
    Campaign wanted =
        expecting(
            1,
            Rig.clicks()
                .setExpectedRate(10_000)
                .setTokens(true)
                .setRepeatPeriod(Duration.newBuilder().setSeconds(60)));
    assertThat(new LedgerPlan(600_000, 1).refuse(wanted, List.of())).isNull();
    assertThat(new LedgerPlan(599_999, 1).refuse(wanted, List.of())).contains("repeat period");
  }

  @Test
  void correctionWindow_thatIsLonger_countsInsteadOfTheMemory() {
    Campaign wanted =
        expecting(
            1,
            Rig.clicks()
                .setExpectedRate(1)
                .setCorrectionWindow(Duration.newBuilder().setSeconds(996_400)));
    assertThat(new LedgerPlan(1_000_000, GIGABYTE).refuse(wanted, List.of())).isNull();
    assertThat(new LedgerPlan(999_999, GIGABYTE).refuse(wanted, List.of())).isNotNull();
  }
}
