package dev.bandolier.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class SparseVectorTest {
  private final SparseVector x = new SparseVector(1);

  @Test
  void aNewVector_isTheInterceptAlone() {
    assertEquals(1, x.size());
    assertEquals(0, x.index(0));
    assertEquals(1.0, x.value(0));
    assertEquals(1, x.dimension());
  }

  @Test
  void add_growsAndLeavesZerosOut() {
    for (int i = 1; i < 100; i++) {
      x.add(i, i % 2);
    }
    assertEquals(51, x.size());
    assertEquals(99, x.index(50));
    assertEquals(100, x.dimension());
  }

  @Test
  void add_outOfOrderOrNotFinite_isRefused() {
    x.add(4, 1);
    assertThrows(IllegalArgumentException.class, () -> x.add(4, 1));
    assertThrows(IllegalArgumentException.class, () -> x.add(0, 1));
    assertThrows(IllegalArgumentException.class, () -> x.add(5, Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> x.add(5, Double.NEGATIVE_INFINITY));
  }

  @Test
  void set_makesAnIndependentCopy() {
    x.add(4, 0.5);
    SparseVector copy = new SparseVector(1);
    copy.set(x);
    x.clear();
    assertEquals(2, copy.size());
    assertEquals(4, copy.index(1));
    assertEquals(0.5, copy.value(1));
  }
}
