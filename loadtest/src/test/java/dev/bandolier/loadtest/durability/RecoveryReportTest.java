package dev.bandolier.loadtest.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.loadtest.durability.Filling.Filled;
import dev.bandolier.loadtest.durability.RecoveryTrial.Start;
import dev.bandolier.loadtest.subject.RecoveryLine;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecoveryReportTest {
  private static final Filled FILLED = new Filled(1_000, 100);

  @Test
  void factsOfOneInTen_areSplitIntoDecisionsAndOutcomes() {
    assertThat(Filling.decisions(1_100)).isEqualTo(1_000);
    assertThat(Filling.decisions(1_000_000)).isEqualTo(909_091);
  }

  @Test
  void whatWasFoldedAndRemembered_isNoFault() {
    assertThat(report(start(1_103, 1_000), start(0, 1_000)).faults()).isEmpty();
  }

  @Test
  void aRecoveryThatFoldedLessThanWasAcknowledged_isAFault() {
    assertThat(report(start(1_099, 1_000), start(0, 1_000)).faults())
        .contains("a recovery folded 1,099 facts");
  }

  @Test
  void aCleanStartThatFoldedAnything_isAFault() {
    assertThat(report(start(1_103, 1_000), start(1, 1_000)).faults())
        .contains("a clean start folded 1 facts");
  }

  @Test
  void aDecisionThatIsForgotten_isAFault() {
    assertThat(report(start(1_103, 999), start(0, 1_000)).faults())
        .contains("a recovery remembered 999 decisions");
  }

  private static RecoveryReport report(Start recovery, Start clean) {
    return new RecoveryReport(FILLED, List.of(recovery), List.of(clean));
  }

  private static Start start(long facts, long remembered) {
    return new Start(5_000, new RecoveryLine(facts, 900, remembered));
  }
}
