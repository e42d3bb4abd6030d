package dev.bandolier.loadtest.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ContextFeaturesTest {
  private static final String SPEC =
      """
      name: n
      file: f
      kind: labelled
      context:
        fixed acidity: {type: numeric, min: 0, max: 1}
        bruises?: {type: boolean}
        town: {type: categorical}
        7day: {type: cyclic, period: 7}
      cross: [["bruises?", town]]
      label: target
      rewards: {right: 1, wrong: 0}
      """;
  private static final String DATA =
      """
      fixed acidity,bruises?,town,7day,target
      0.5,1,Ulm,3,a
      ,no,Bonn,,b
      0.1,maybe,Ulm,1,b
      """;

  private final ContextFeatures features =
      ContextFeatures.of(SpecReader.read(SPEC), Fixtures.csv(DATA));

  @Test
  void columnNames_becomeFeatureNames() {
    assertThat(features.features())
        .extracting(ContextFeatures.Feature::name)
        .containsExactly("fixed_acidity", "bruises_", "town", "c7day");
    assertThat(features.crossed()).containsExactly(new Spec.Cross("bruises_", "town"));
  }

  @Test
  void categoricalValues_areDeclaredInOrderOfAppearance() {
    assertThat(features.features().get(2).values()).containsExactly("Ulm", "Bonn");
  }

  @Test
  void row_isReadByKind() {
    assertThat(features.read(0))
        .containsExactly(
            new ContextValue.Quantity("fixed_acidity", 0.5),
            new ContextValue.Flag("bruises_", true),
            new ContextValue.Category("town", "Ulm"),
            new ContextValue.Quantity("c7day", 3));
  }

  @Test
  void emptyCells_areMissing() {
    assertThat(features.read(1))
        .containsExactly(
            new ContextValue.Flag("bruises_", false), new ContextValue.Category("town", "Bonn"));
  }

  @Test
  void cellOfAnotherKind_isRefusedByPlace() {
    assertThatThrownBy(() -> features.read(2))
        .hasMessage("row 3, column 'bruises?': 'maybe' is neither true nor false");
  }

  @Test
  void twoColumnsOfOneFeatureName_areRefused() {
    String spec = SPEC.replace("town: {", "bruises_: {").replaceAll("cross.*\n", "");
    Table table = Fixtures.csv(DATA.replace("town", "bruises_"));
    assertThatThrownBy(() -> ContextFeatures.of(SpecReader.read(spec), table))
        .hasMessageContaining("context.bruises_: another column is already called bruises_");
  }
}
