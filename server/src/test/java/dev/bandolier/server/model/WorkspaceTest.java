package dev.bandolier.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkspaceTest {

  private static final int WORD = 3;
  private static final double FACTOR = -0.3;

  private final SplittableRandom random = new SplittableRandom(11);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 7, 47, 48, 49, 51, 128, 129, 202})
  void outerGain_isAddedEntryByEntry_heldOrNot(int d) {
    Memory memory = matrix(d);
    for (Workspace work : new Workspace[] {new Workspace(), new Workspace(1)}) {
      double[] before = all(memory);
      double[] g = work.gain(memory, WORD, new SparseVector(1), d);
      work.addOuterGain(memory, WORD, FACTOR, d);
      work.putBack();
      assertSums(before, g, memory, d);
    }
  }

  private Memory matrix(int d) {
    Memory memory = Memory.allocate(WORD + ArmLayout.triangle(d) + 1);
    for (int word = 0; word < memory.words(); word++) {
      memory.setDouble(word, random.nextDouble(-1, 1));
    }
    return memory;
  }

  private static double[] all(Memory memory) {
    double[] all = new double[memory.words()];
    memory.getDoubles(0, all, 0, all.length);
    return all;
  }

  private static void assertSums(double[] before, double[] g, Memory memory, int d) {
    for (int row = 0, at = WORD; row < d; row++) {
      for (int i = 0; i <= row; i++, at++) {
        assertEquals(before[at] + FACTOR * g[row] * g[i], memory.getDouble(at), 0.0);
      }
    }
    assertEquals(before[0], memory.getDouble(0), 0.0);
    assertEquals(before[before.length - 1], memory.getDouble(before.length - 1), 0.0);
  }
}
