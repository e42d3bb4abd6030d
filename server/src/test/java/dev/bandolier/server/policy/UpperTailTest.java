package dev.bandolier.server.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class UpperTailTest {
  @Test
  void densityAndTail_areRightTo1e6_upToTheReach() {
    for (double u = UpperTail.FROM; u <= NormalTable.REACH; u += 0.001) {
      double density = ExactPmf.density(u);
      assertEquals(1, UpperTail.density(u) / density, 1e-6);
      double tail = 1 - ExactPmf.distribution(u);
      assertEquals(tail, density * UpperTail.millsRatio(u), 1e-6 * tail + 1e-15);
    }
  }

  @Test
  void densityAndTail_beyondTheReach_fallOn() {
    double before = 1;
    for (double u = NormalTable.REACH; u < 1e6; u *= 1.05) {
      double tail = UpperTail.density(u) * UpperTail.millsRatio(u);
      assertTrue(tail >= 0 && tail <= before, "at " + u);
      before = tail;
    }
    assertEquals(0, before);
  }

  @Test
  void look_givesDistributionAndHazard_ofEveryArmAskedFor() {
    double[] offset = {9, 0.5, 1, 2, 9};
    double[] density = {1, 1, 2, 0.5, 1};
    double[] below = new double[5];
    double[] hazard = new double[5];
    UpperTail.look(offset, density, 0.75, 1, 4, below, hazard);
    for (int i = 1; i < 4; i++) {
      double u = offset[i] + 0.75 * density[i];
      double distribution = ExactPmf.distribution(u);
      assertEquals(distribution, below[i], 1e-6);
      assertEquals(density[i] * ExactPmf.density(u) / distribution, hazard[i], 2e-6);
    }
    assertEquals(0, below[0] + below[4] + hazard[0] + hazard[4]);
  }
}
