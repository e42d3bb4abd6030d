package dev.bandolier.server.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The expected figures were computed by hand (exact fractions, another program), not by this one. */
final class EstimatorsTest {

  private static final double EXACT = 1e-12;
  private static final RewardRange UNIT = new RewardRange(0, 1);

  @Test
  void estimators_onSixRows_equalTheHandComputedArithmetic() {
    ValueEstimates found = sixRows(Double.POSITIVE_INFINITY).estimates();
    assertEquals(5.825 / 6, found.ips().value(), EXACT);
    assertEquals(5.825 / 16.45, found.snips().value(), EXACT);
    assertEquals(2.1025 / 6, found.dm().value(), EXACT);
    assertEquals(1.1375 / 6, found.dr().value(), EXACT);
    assertEquals(0.5895833333333333, found.switchDr().value(), EXACT);
    assertEquals(4.0, found.switchDr().clip());
    assertEquals(4.127397521448999, found.ips().ess(), EXACT);
    assertEquals(6.0, found.ips().maxWeight(), EXACT);
    assertNull(found.slate());
  }

  @Test
  void intervals_onSixRows_equalTheHandComputedOnes() {
    ValueEstimates found = sixRows(null, Double.POSITIVE_INFINITY).estimates();
    assertInterval(0.19643102572221816, 2.2171706666872835, found.ips().fixed());
    assertInterval(-0.1310657995215035, 0.7655699393521607, found.snips().fixed());
    assertInterval(-1.2100323549431213, 1.1558537337577757, found.dr().fixed());
  }

  private static void assertInterval(double low, double high, Interval found) {
    assertEquals(low, found.low(), 1e-9);
    assertEquals(high, found.high(), 1e-9);
  }

  /** A thousand rows without a click, the arm in question among thirty: up to 3.7 clicks of weight 30 might have been missed. */
  @Test
  void interval_withoutAnyReward_stillTellsWhatMightHaveBeenMissed() {
    Estimators estimators = new Estimators(UNIT, Double.POSITIVE_INFINITY);
    double[] logged = new double[] {1.0 / 30, 1.0 / 30, 28.0 / 30};
    for (int i = 0; i < 990; i++) {
      int arm = i % 30 < 2 ? i % 30 : 2;
      add(estimators, logged, of(1, 0, 0), of(0.01, 0.01, 0.01), arm, 0);
    }
    Interval found = estimators.estimates().ips().fixed();
    assertTrue(found.low() <= 0, found.toString());
    assertTrue(found.high() > 3.7 * 30 / 990 && found.high() < 10.0 * 30 / 990, found.toString());
    Interval ratio = estimators.estimates().snips().fixed();
    assertTrue(ratio.high() > 3.7 / 33 && ratio.high() < 10.0 / 33, ratio.toString());
    assertTrue(estimators.estimates().dr().fixed().high() > 3.7 * 30 / 990);
  }

  /** Every row has the weight a half, and so no spread of them tells that half of the policy's choices were never made. */
  @Test
  void intervals_whereTheLogNeverShowsWhatThePolicyDoes_holdWhateverThatIsWorth() {
    for (RewardRange range : new RewardRange[] {UNIT, new RewardRange(-1, 1), null}) {
      Estimators estimators = new Estimators(range, Double.POSITIVE_INFINITY);
      for (int i = 0; i < 500; i++) {
        add(
            estimators,
            of(1 - 2e-9, 1e-9, 1e-9),
            of(0.5, 0.5, 0),
            of(0.3, 0.3, 0.3),
            0,
            i % 10 < 3 ? 1 : 0);
      }
      ValueEstimates found = estimators.estimates();
      for (Estimate each : List.of(found.ips(), found.snips(), found.dr())) {
        Interval fixed = each.fixed();
        double least = range == null ? 0 : range.least();
        assertEquals(range == null, Double.isNaN(fixed.low()));
        assertTrue(range == null || fixed.low() < (0.3 + least) / 2 + 0.02, fixed.toString());
        assertTrue(range == null || fixed.high() > (0.3 + 1) / 2 - 0.02, fixed.toString());
      }
    }
  }

  @Test
  void withoutRows_nothingIsKnown() {
    ValueEstimates found = new Estimators(UNIT, Double.POSITIVE_INFINITY).estimates();
    assertTrue(Double.isNaN(found.ips().value()));
    assertTrue(Double.isNaN(found.ips().fixed().low()));
    assertTrue(Double.isNaN(found.snips().fixed().high()));
    assertTrue(Double.isNaN(found.dr().fixed().high()));
    assertEquals(0.0, found.ips().anytime().low());
    assertEquals(1.0, found.ips().anytime().high());
  }

  @Test
  void clipping_cutsWeights_isReported_andGivesUpTheSequence() {
    ValueEstimates found = sixRows(3).estimates();
    assertEquals((0.4 + 1.25 * 0.5 + 2) / 6 + 2.8 / 6, found.ips().value(), EXACT);
    assertEquals(3.0, found.ips().clip());
    assertEquals(3.0, found.ips().maxWeight());
    assertTrue(Double.isNaN(found.ips().anytime().low()));
    assertTrue(Double.isNaN(found.dr().anytime().low()));
  }

  @Test
  void sequences_areThereForIpsAndDr_andNowhereElse() {
    ValueEstimates found = sixRows(Double.POSITIVE_INFINITY).estimates();
    assertTrue(found.ips().anytime().low() >= 0 && found.ips().anytime().high() <= 1);
    assertTrue(found.dr().anytime().low() >= 0 && found.dr().anytime().high() <= 1);
    assertTrue(Double.isNaN(found.snips().anytime().low()));
    assertTrue(Double.isNaN(found.dm().anytime().low()));
    assertTrue(Double.isNaN(found.switchDr().anytime().low()));
  }

  @Test
  void rewardBeyondTheBounds_makesSequencesUnknown() {
    Estimators estimators = sixRows(Double.POSITIVE_INFINITY);
    add(estimators, of(0.5, 0.3, 0.2), of(0.2, 0.2, 0.6), of(0.1, 0.4, 0.3), 0, 1.5);
    assertTrue(Double.isNaN(estimators.estimates().ips().anytime().low()));
    assertTrue(Double.isNaN(estimators.estimates().dr().anytime().high()));
  }

  @Test
  void rowsAfterAnOpenOne_changeNoSequence_butTheOtherIntervals() {
    Estimators estimators = sixRows(Double.POSITIVE_INFINITY);
    ValueEstimates before = estimators.estimates();
    estimators.hold();
    for (int i = 0; i < 100; i++) {
      add(estimators, of(0.5, 0.3, 0.2), of(0.5, 0.3, 0.2), of(0.1, 0.4, 0.3), 0, 1);
    }
    ValueEstimates after = estimators.estimates();
    assertEquals(before.ips().anytime(), after.ips().anytime());
    assertEquals(before.dr().anytime(), after.dr().anytime());
    assertTrue(after.ips().fixed().low() > before.ips().fixed().low());
  }

  @Test
  void twoSlots_weighByTheProduct_andAdditivelyBesideIt() {
    Estimators estimators = new Estimators(UNIT, Double.POSITIVE_INFINITY);
    estimators.add(twoSlots(2.0, 0.5, 1.0, false));
    estimators.add(twoSlots(0.5, 3.0, 0.0, false));
    estimators.add(twoSlots(1.5, 1.0, 1.0, true));
    ValueEstimates found = estimators.estimates();
    assertEquals((2.0 * 0.5 + 1.5) / 3, found.ips().value(), EXACT);
    assertNotNull(found.slate());
    assertEquals((1.5 + 1.5) / 3, found.slate().value(), EXACT);
    assertEquals(2.5, found.slate().maxWeight(), EXACT);
    double second = 0.4;
    assertEquals(
        (0.3 + second) / 2 * 2 / 3 + (0.3 + 1.5 * second) / 2 / 3, found.dm().value(), EXACT);
    assertTrue(Double.isNaN(found.dr().anytime().low()));
  }

  private static WeighedRow twoSlots(double one, double two, double reward, boolean conditional) {
    WeighedRow row = new WeighedRow();
    row.begin(2);
    row.weight[0] = one;
    row.weight[1] = two;
    row.reward[0] = reward;
    row.reward[1] = reward;
    row.expected[0] = 0.3;
    row.expected[1] = 0.4;
    row.slot[1] = 1;
    row.conditional[1] = conditional;
    return row;
  }

  private static Estimators sixRows(double clip) {
    return sixRows(UNIT, clip);
  }

  private static Estimators sixRows(@Nullable RewardRange range, double clip) {
    Estimators estimators = new Estimators(range, clip);
    add(estimators, of(0.5, 0.3, 0.2), of(0.2, 0.2, 0.6), of(0.1, 0.4, 0.3), 0, 1);
    add(estimators, of(0.5, 0.3, 0.2), of(0.1, 0.1, 0.8), of(0.2, 0.4, 0.3), 2, 0);
    add(estimators, of(0.25, 0.25, 0.5), of(0.7, 0.2, 0.1), of(0.5, 0.25, 0.125), 0, 1);
    add(estimators, of(0.6, 0.2, 0.2), of(0.5, 0.25, 0.25), of(0.3, 0.2, 0.1), 1, 0.5);
    add(estimators, of(0.1, 0.1, 0.8), of(0.6, 0.2, 0.2), of(0.4, 0.4, 0.2), 0, 0);
    add(estimators, of(0.4, 0.4, 0.2), of(0.3, 0.3, 0.4), of(0.25, 0.5, 0.75), 2, 1);
    return estimators;
  }

  private static double[] of(double... values) {
    return values;
  }

  private static void add(
      Estimators to, double[] logged, double[] target, double[] model, int chosen, double reward) {
    WeighedRow row = new WeighedRow();
    row.begin(1);
    row.beginArms(3);
    row.chosen = chosen;
    for (int i = 0; i < 3; i++) {
      row.target[i] = target[i];
      row.prediction[i] = model[i];
      row.armWeight[i] = target[i] / logged[i];
      row.expected[0] += target[i] * model[i];
    }
    row.weight[0] = row.armWeight[chosen];
    row.predicted[0] = model[chosen];
    row.reward[0] = reward;
    to.add(row);
  }
}
