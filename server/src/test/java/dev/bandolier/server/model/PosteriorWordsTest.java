package dev.bandolier.server.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PosteriorWordsTest {

  private static final int[] PLACES = {0, 4, 2};
  private final Workspace work = new Workspace();
  private final SplittableRandom random = new SplittableRandom(3);

  private static Memory arm(int dimension) {
    Memory memory = Memory.allocate(ArmLayout.words(dimension));
    ArmPosterior.initialise(memory, 0, dimension, 2.0);
    return memory;
  }

  private static SparseVector vector(int[] indexes, double... values) {
    SparseVector x = new SparseVector(4);
    for (int i = 0; i < values.length; i++) {
      x.add(indexes[i], values[i]);
    }
    return x;
  }

  /** The same rewards, told in the one layout and in the other. */
  @Test
  void posterior_whoseEntriesChangePlaces_isThatOfTheMovedVectors() {
    Memory before = arm(3);
    Memory wanted = arm(6);
    for (int i = 0; i < 50; i++) {
      double a = random.nextDouble();
      double b = random.nextDouble();
      ArmPosterior.observe(before, 0, vector(new int[] {1, 2}, a, b), a - b, 1.0, work);
      ArmPosterior.observe(wanted, 0, vector(new int[] {2, 4}, b, a), a - b, 1.0, work);
    }
    long[] words = PosteriorWords.of(before, 0, PLACES, 6);
    Memory moved = arm(6);
    PosteriorWords.write(words, moved, 0, work);

    assertThat(words).hasSize(PosteriorWords.count(6));
    assertThat(ArmPosterior.weight(moved, 0)).isEqualTo(50);
    for (int i = 0; i < 6; i++) {
      assertClose(ArmPosterior.coefficient(moved, 0, i), ArmPosterior.coefficient(wanted, 0, i));
      for (int j = 0; j <= i; j++) {
        assertClose(
            ArmPosterior.covariance(moved, 0, i, j), ArmPosterior.covariance(wanted, 0, i, j));
      }
    }
  }

  private static void assertClose(double found, double wanted) {
    assertThat(found).isBetween(wanted - 1e-9, wanted + 1e-9);
  }
}
