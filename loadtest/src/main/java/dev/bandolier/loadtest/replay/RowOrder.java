package dev.bandolier.loadtest.replay;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * Which rows a pass visits, and in which order: all of the file, shuffled where there is a seed
 * (Fisher and Yates, one draw per row), then cut at the limit.
 */
final class RowOrder {
  private static final long SHUFFLE = 0x5348;
  private static final long DRAWS = 0x4452;

  private RowOrder() {}

  /** Row numbers, from 0, each at most once. */
  static int[] of(int rows, OptionalLong seed, OptionalInt limit) {
    int[] order = new int[rows];
    for (int i = 0; i < rows; i++) {
      order[i] = i;
    }
    if (seed.isPresent()) {
      shuffle(order, random(seed.getAsLong(), SHUFFLE));
    }
    return Arrays.copyOf(order, length(rows, limit));
  }

  static int length(int rows, OptionalInt limit) {
    return Math.min(rows, limit.orElse(rows));
  }

  /** The source of a pass's draws, another one than the shuffle's. */
  static SplittableRandom draws(OptionalLong seed) {
    return random(seed.orElse(0), DRAWS);
  }

  private static SplittableRandom random(long seed, long purpose) {
    return new SplittableRandom(new SplittableRandom(seed).nextLong() ^ purpose);
  }

  private static void shuffle(int[] order, SplittableRandom random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }
}
