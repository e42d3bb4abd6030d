package dev.bandolier.loadtest.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.client.ArmStatistics;
import dev.bandolier.client.CampaignStatistics;
import dev.bandolier.client.Choice;
import dev.bandolier.client.ChoiceSource;
import dev.bandolier.client.Decision;
import dev.bandolier.client.DecisionHistory;
import dev.bandolier.client.Fate;
import dev.bandolier.client.Settlement;
import dev.bandolier.client.SettlementState;
import dev.bandolier.client.SlotChoices;
import dev.bandolier.client.SlotStatistics;
import dev.bandolier.loadtest.chaos.Faults.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is planted is found: a harness that cannot fail proves nothing. */
final class AuditTest {
  private final Scheme scheme = Schemes.banner("c/");
  private final Episode episode = Episodes.decided(scheme, false);
  private final Faults faults = new Faults();
  private final Audit audit = new Audit(faults);

  @BeforeEach
  void tellAnOutcome() {
    Episodes.told(
        episode, Episodes.outcome(episode, "click", "o1").value(2).build(), Fate.ACCEPTED);
  }

  @Test
  void whatIsAsTheBookSays_isNoFault() {
    audit.compare(episode, history(SettlementState.OPEN, 2));
    audit.compare(scheme, List.of(episode), statistics(1, 1, 2, 1));
    assertThat(faults.none()).isTrue();
  }

  @Test
  void outcomeThatIsGone_isLost() {
    audit.compare(episode, history(SettlementState.OPEN, 0));
    assertThat(faults.count(Kind.LOST)).isEqualTo(1);
  }

  @Test
  void outcomeThatCountsDouble_isCountedTwice() {
    audit.compare(episode, history(SettlementState.OPEN, 4));
    assertThat(faults.count(Kind.COUNTED_TWICE)).isEqualTo(1);
  }

  @Test
  void decisionThatIsCensored_thoughItShouldCount_isLost() {
    audit.compare(episode, history(SettlementState.CENSORED, 2));
    assertThat(faults.count(Kind.LOST)).isEqualTo(1);
  }

  @Test
  void settlementThatIsMissing_isLost() {
    audit.compare(episode, new DecisionHistory(episode.decision(), List.of()));
    assertThat(faults.count(Kind.LOST)).isEqualTo(1);
  }

  @Test
  void keptDecision_withAnotherArmOrPropensity_isChanged() {
    audit.compare(episode, new DecisionHistory(other("b", 0.5), settled(SettlementState.OPEN, 2)));
    audit.compare(episode, new DecisionHistory(other("a", 0.4), settled(SettlementState.OPEN, 2)));
    assertThat(faults.count(Kind.CHANGED)).isEqualTo(2);
  }

  @Test
  void repeatedAnswer_thatDiffers_isChanged() {
    Book.compare(episode, other("b", 0.5), faults);
    Book.compare(episode, episode.decision(), faults);
    assertThat(faults.count(Kind.CHANGED)).isEqualTo(1);
  }

  @Test
  void statistics_withLessOrMore_areLostOrCountedTwice() {
    audit.compare(scheme, List.of(episode), statistics(0, 1, 2, 1));
    assertThat(faults.count(Kind.LOST)).isEqualTo(1);
    audit.compare(scheme, List.of(episode), statistics(3, 1, 2, 1));
    assertThat(faults.count(Kind.COUNTED_TWICE)).isEqualTo(2);
    audit.compare(scheme, List.of(episode), statistics(1, 0, 0, 1));
    assertThat(faults.count(Kind.LOST)).isEqualTo(3);
    audit.compare(scheme, List.of(episode), statistics(1, 1, 2.25, 1));
    assertThat(faults.count(Kind.COUNTED_TWICE)).isEqualTo(3);
  }

  @Test
  void fates_beyondTheirBounds_areFaults() {
    audit.compare(scheme, List.of(episode), statistics(1, 1, 2, 0));
    assertThat(faults.count(Kind.LOST)).isEqualTo(1);
    audit.compare(scheme, List.of(episode), statistics(1, 1, 2, 2));
    assertThat(faults.count(Kind.COUNTED_TWICE)).isEqualTo(1);
  }

  private DecisionHistory history(SettlementState state, double reward) {
    return new DecisionHistory(episode.decision(), settled(state, reward));
  }

  private static List<Settlement> settled(SettlementState state, double reward) {
    return List.of(new Settlement("banner", 0, state, reward));
  }

  private Decision other(String arm, double propensity) {
    Choice choice = new Choice("banner", 0, arm, "", propensity, Map.of());
    SlotChoices slot = new SlotChoices("banner", List.of(choice), propensity);
    return new Decision(
        scheme.name(), "d", List.of(slot), 7, true, ChoiceSource.POLICY, true, Episodes.TIME);
  }

  private static CampaignStatistics statistics(
      long decisions, long rewarded, double sum, long accepted) {
    ArmStatistics a = new ArmStatistics("a", decisions, 0, rewarded, sum, sum, 1, 0, 0);
    ArmStatistics b = new ArmStatistics("b", 0, 0, 0, 0, 0, 0, 0, 0);
    SlotStatistics slot = new SlotStatistics("banner", List.of(a, b), List.of(b));
    return new CampaignStatistics(
        9, Episodes.TIME, List.of(slot), Map.of(), 1, Map.of("ACCEPTED", accepted));
  }
}
