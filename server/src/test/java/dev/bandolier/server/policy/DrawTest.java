package dev.bandolier.server.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class DrawTest {
  @Test
  void floor_isTheLeastProbability_andTheSumIsOne() {
    double[] pmf = {1, 0, 0, 0, 99};
    Floor.mix(pmf, 4, 0.1);
    assertArrayEquals(new double[] {0.925, 0.025, 0.025, 0.025, 99}, pmf, 1e-15);
    assertEquals(1.0, Arrays.stream(pmf).limit(4).sum(), 1e-15);
  }

  @Test
  void floor_ofZero_leavesThePmf_andOfOneMakesItUniform() {
    double[] pmf = {0.5, 0.25, 0.25};
    Floor.mix(pmf, 3, 0);
    assertArrayEquals(new double[] {0.5, 0.25, 0.25}, pmf);
    Floor.mix(pmf, 3, 1);
    assertArrayEquals(new double[] {1.0 / 3, 1.0 / 3, 1.0 / 3}, pmf, 1e-15);
  }

  @Test
  void pick_followsTheCumulatedProbability() {
    double[] pmf = {0, 0.25, 0, 0.5, 0.25, 0};
    assertEquals(1, Draw.pick(pmf, 6, 0));
    assertEquals(1, Draw.pick(pmf, 6, Math.nextDown(0.25)));
    assertEquals(3, Draw.pick(pmf, 6, 0.25));
    assertEquals(4, Draw.pick(pmf, 6, 0.75));
    assertEquals(4, Draw.pick(pmf, 6, Math.nextDown(1.0)));
  }

  @Test
  void pick_whereRoundingLeavesTheSumBelowU_isTheLastPossibleArm() {
    assertEquals(1, Draw.pick(new double[] {0.3, 0.6999, 0}, 3, 0.99999));
    assertEquals(-1, Draw.pick(new double[3], 3, 0.5));
  }

  @Test
  void next_neverRepeats_andRenormalisesOverWhatRemains() {
    double[] pmf = {0.5, 0.3, 0.2};
    assertEquals(0, Draw.pick(pmf, 3, 0.1));
    assertEquals(1, Draw.next(pmf, 3, 0, 0.5));
    assertArrayEquals(new double[] {0, 0.6, 0.4}, pmf, 1e-15);
    assertEquals(2, Draw.next(pmf, 3, 1, 0.0));
    assertArrayEquals(new double[] {0, 0, 1}, pmf);
    assertEquals(-1, Draw.next(pmf, 3, 2, 0.0));
  }

  /** Six standard deviations of four counts: a false alarm in 10⁸ salts. */
  @Test
  void draws_byTheKeyedGenerator_followThePmf() {
    double[] pmf = {0.1, 0.2, 0.3, 0.4};
    int[] counts = new int[4];
    KeyedGenerator generator = new KeyedGenerator();
    for (int i = 0; i < 100_000; i++) {
      byte[] id = {(byte) i, (byte) (i >> 8), (byte) (i >> 16)};
      generator.reset(1, 2, id, 0, id.length);
      counts[Draw.pick(pmf, 4, generator.uniform(0, 0, Purpose.ARM))]++;
    }
    for (int arm = 0; arm < 4; arm++) {
      double deviation = Math.sqrt(100_000 * pmf[arm] * (1 - pmf[arm]));
      assertTrue(Math.abs(counts[arm] - 100_000 * pmf[arm]) < 6 * deviation);
    }
  }
}
