package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.ContextSchema;
import dev.bandolier.v1.FeatureSchema;
import dev.bandolier.v1.NumericFeature;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is counted under a label, whatever closing a window need not read again. */
final class LabelsTest {

  private static final long HOURS = 2 * 3_600_000;
  private static final String LABEL = "mail=may";

  @TempDir Path directory;

  @Test
  void window_ofALabelledDecision_closesUnderItsLabel_alsoWhereEarlierOnesHadNone() {
    try (Rig rig = new Rig(directory).create(campaign())) {
      rig.decide("plain", 0.5, "", 0);
      rig.decide("labelled", 0.5, LABEL, 0);
      rig.pass(HOURS);
      assertThat(closed(rig)).isEqualTo(1);
      assertThat(rig.statistics(0, 0).closed()).isEqualTo(2);
    }
  }

  @Test
  void window_ofADecisionFromBeforeARestart_closesUnderItsLabel() {
    try (Rig rig = new Rig(directory).create(campaign())) {
      rig.decide("labelled", 0.5, LABEL, 0);
      rig.restart();
      rig.decide("plain", 0.5, "", 0);
      rig.pass(HOURS);
      assertThat(closed(rig)).isEqualTo(1);
      long digest = rig.digest();
      rig.rebuild();
      assertThat(rig.digest()).isEqualTo(digest);
    }
  }

  @Test
  void tallies_knowWhoseLabelsTheyHaveSeen() {
    try (Rig rig = new Rig(directory).create(campaign())) {
      rig.decide("plain", 0.5, "", 0);
      long position = rig.learner.foldedPosition();
      assertThat(rig.state().tallies().mayHaveLabels(position)).isFalse();
      rig.restart();
      assertThat(rig.state().tallies().mayHaveLabels(position)).isTrue();
      rig.decide("later", 0.5, "", 0);
      assertThat(rig.state().tallies().mayHaveLabels(rig.learner.foldedPosition())).isFalse();
      rig.decide("labelled", 0.5, LABEL, 0);
      assertThat(rig.state().tallies().mayHaveLabels(rig.learner.foldedPosition())).isTrue();
    }
  }

  private static Campaign.Builder campaign() {
    FeatureSchema.Builder number =
        FeatureSchema.newBuilder()
            .setName("number")
            .setNumeric(NumericFeature.newBuilder().setMax(1));
    return Rig.clicks().setSchema(ContextSchema.newBuilder().addFeatures(number));
  }

  private static long closed(Rig rig) {
    Tallies tallies = rig.state().tallies();
    long handle = tallies.find(0, 0, tallies.findLabel(LABEL), false);
    return Tally.closed(rig.store.memory(handle), rig.store.current(handle));
  }
}
