package dev.bandolier.server.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class NormalTableTest {
  @Test
  void distributionAndHazard_everywhere_areRightTo1e8() {
    double[] table = NormalTable.table();
    double before = 0;
    for (double u = -NormalTable.REACH; u < NormalTable.REACH; u += 0.00037) {
      double place = NormalTable.place(u);
      double off = NormalTable.off(u, place);
      int cell = NormalTable.cell(place);
      assertTrue(Math.abs(off) <= 1.0 / 64);
      double distribution = NormalTable.distribution(table, cell, off);
      double hazard = ExactPmf.density(u) / ExactPmf.distribution(u);
      assertEquals(hazard, NormalTable.hazard(table, cell, off), 1e-8 * Math.max(1, hazard));
      assertEquals(ExactPmf.distribution(u), distribution, 1e-8);
      assertTrue(distribution > before - 1e-8 && distribution > 0);
      before = distribution;
    }
  }
}
