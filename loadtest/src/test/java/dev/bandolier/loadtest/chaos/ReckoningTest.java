package dev.bandolier.loadtest.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.client.Fate;
import dev.bandolier.client.OutcomeReport;
import dev.bandolier.client.SettlementState;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReckoningTest {
  private final Episode banner = Episodes.decided(Schemes.banner("c/"), false);
  private final Episode flash = Episodes.decided(Schemes.flash("c/"), false);

  @Test
  void outcomes_thatCount_areAdded_andThoseRefusedAreNot() {
    Episodes.told(banner, click("o1", 2.5), Fate.ACCEPTED);
    Episodes.told(banner, click("o2", 3), Fate.DUPLICATE);
    Episodes.told(banner, click("o3", 5), Fate.LATE);
    Expected part = Reckoning.of(banner).get(0);
    assertThat(part.reward()).isEqualTo(5.5);
    assertThat(part.state()).isEqualTo(SettlementState.OPEN);
    assertThat(part.credited()).isTrue();
    assertThat(part.clipped()).isFalse();
  }

  @Test
  void value_beyondTheRange_isClipped() {
    Episodes.told(banner, click("o1", 110), Fate.ACCEPTED);
    Expected part = Reckoning.of(banner).get(0);
    assertThat(part.reward()).isEqualTo(100);
    assertThat(part.clipped()).isTrue();
  }

  @Test
  void retractedAndReplacedOutcomes_areNotCounted() {
    OutcomeReport wrong = click("o1", 2);
    Episodes.told(banner, wrong, Fate.ACCEPTED);
    Episodes.retracted(banner, wrong);
    Episodes.told(banner, click("o2", 3), Fate.ACCEPTED);
    OutcomeReport right = Episodes.outcome(banner, "click", "o2b").value(4).replaces("o2").build();
    Episodes.told(banner, right, Fate.ACCEPTED);
    assertThat(Reckoning.of(banner).get(0).reward()).isEqualTo(4);
  }

  @Test
  void replacementThatWasRefused_replacesNothing() {
    Episodes.told(banner, click("o2", 3), Fate.ACCEPTED);
    OutcomeReport right = Episodes.outcome(banner, "click", "o2b").value(4).replaces("o2").build();
    Episodes.told(banner, right, Fate.LATE);
    assertThat(Reckoning.of(banner).get(0).reward()).isEqualTo(3);
  }

  @Test
  void firstLastAndBest_goByTheOutcomesOwnTimes() {
    Episode rated = Episodes.decided(Schemes.rated("c/"), false);
    for (int i : new int[] {2, 1, 3}) {
      for (String name : List.of("first", "last", "best")) {
        OutcomeReport report =
            Episodes.outcome(rated, name, name + i)
                .value(i == 2 ? 9 : i)
                .time(Episodes.TIME.plusMillis(i))
                .build();
        Episodes.told(rated, report, Fate.ACCEPTED);
      }
    }
    assertThat(Reckoning.of(rated).get(0).reward()).isEqualTo(1 + 3 + 9);
  }

  @Test
  void closedSlots_withoutWhatTheyRequire_areCensored() {
    Episodes.told(flash, Episodes.outcome(flash, "click", "o1").build(), Fate.ACCEPTED);
    assertThat(Reckoning.of(flash))
        .extracting(Expected::state)
        .containsExactly(
            SettlementState.DEFAULTED, SettlementState.CENSORED, SettlementState.CENSORED);
    Episodes.told(flash, Episodes.outcome(flash, "open", "o2").build(), Fate.ACCEPTED);
    assertThat(Reckoning.of(flash))
        .extracting(Expected::state)
        .containsExactly(
            SettlementState.REWARDED, SettlementState.REWARDED, SettlementState.DEFAULTED);
  }

  @Test
  void machineThatMakesUnknowable_censorsItsSlotsAlone() {
    Episodes.told(flash, Episodes.outcome(flash, "open", "o1").build(), Fate.ACCEPTED);
    OutcomeReport machine = Episodes.outcome(flash, "click", "o2").machine().build();
    Episodes.told(flash, machine, Fate.CENSORED);
    assertThat(Reckoning.of(flash))
        .extracting(Expected::state)
        .containsExactly(
            SettlementState.REWARDED, SettlementState.CENSORED, SettlementState.DEFAULTED);
  }

  @Test
  void deferredDecision_waits_orIsCensoredWhereItsTimeIsOver() {
    Episode mail = Episodes.decided(Schemes.mail("c/"), true);
    assertThat(Reckoning.of(mail)).allMatch(part -> part.state() == SettlementState.WAITING);
    Episode brief = Episodes.decided(Schemes.brief("c/"), true);
    assertThat(Reckoning.of(brief).get(0).state()).isEqualTo(SettlementState.CENSORED);
    Episodes.activated(brief, Fate.ACCEPTED);
    Episodes.told(brief, Episodes.outcome(brief, "click", "o").value(1).build(), Fate.ACCEPTED);
    assertThat(Reckoning.of(brief).get(0).state()).isEqualTo(SettlementState.REWARDED);
  }

  @Test
  void openSlot_thatMayStillBeCensored_isNotInTheStatistics() {
    Episode mail = Episodes.decided(Schemes.mail("c/"), false);
    assertThat(Reckoning.of(mail))
        .extracting(Expected::tallied)
        .containsExactly(true, false, false);
    Episodes.told(mail, Episodes.outcome(mail, "open", "o").build(), Fate.ACCEPTED);
    assertThat(Reckoning.of(mail)).extracting(Expected::tallied).containsOnly(true);
  }

  @Test
  void listedOutcome_isAboutItsArmAlone() {
    Episode list = Episodes.decided(Schemes.list("c/"), false);
    OutcomeReport report =
        Episodes.outcome(list, "purchase", "o").slot("shelf").arm("b").value(8).build();
    Episodes.told(list, report, Fate.ACCEPTED);
    assertThat(Reckoning.of(list)).extracting(Expected::reward).containsExactly(0.0, 2.0, 0.0);
  }

  @Test
  void censoredSlot_staysSo() {
    Episodes.censored(flash, "subject");
    Episodes.told(flash, Episodes.outcome(flash, "open", "o").build(), Fate.ACCEPTED);
    assertThat(Reckoning.of(flash).get(0).state()).isEqualTo(SettlementState.CENSORED);
  }

  private OutcomeReport click(String id, double value) {
    return Episodes.outcome(banner, "click", id).value(value).build();
  }
}
