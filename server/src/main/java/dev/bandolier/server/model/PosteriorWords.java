package dev.bandolier.server.model;

import static dev.bandolier.server.model.ArmLayout.precision;
import static dev.bandolier.server.model.ArmLayout.rewards;
import static dev.bandolier.server.model.ArmLayout.triangle;

/**
 * An arm's posterior as it travels from one block to another, without what can be computed: the header, b, and the lower triangle of A, in
 * words. On its way entries may change their places. The block's single writer.
 */
public final class PosteriorWords {

  private static final int HEADER = ArmLayout.theta(0);

  private PosteriorWords() {}

  /** How many words a posterior of dimension d takes. */
  public static int count(int dimension) {
    return HEADER + dimension + triangle(dimension);
  }

  /**
   * Reads a posterior.
   *
   * @param places the new place of each entry, each in [0, {@code dimension}) and no two alike; -1: the entry is left out, as if nothing but 0 had been there
   * @param dimension of what is made; entries that come from nowhere have the prior
   */
  public static long[] of(Memory memory, int payload, int[] places, int dimension) {
    long[] words = new long[count(dimension)];
    for (int i = 0; i < HEADER; i++) {
      words[i] = memory.getLong(payload + i);
    }
    words[ArmLayout.DIMENSION] = dimension;
    words[ArmLayout.CHANGES] = 0;
    words[ArmLayout.DRIFT] = 0;
    for (int i = 0; i < dimension; i++) {
      put(words, HEADER + dimension + triangle(i) + i, ArmPosterior.prior(memory, payload));
    }
    move(memory, payload, places, dimension, words);
    return words;
  }

  private static void move(Memory memory, int payload, int[] places, int dimension, long[] words) {
    int d = ArmPosterior.dimension(memory, payload);
    for (int i = 0; i < d; i++) {
      if (places[i] >= 0) {
        put(words, HEADER + places[i], memory.getDouble(rewards(payload, d) + i));
      }
      for (int j = 0; j <= i; j++) {
        if (places[i] >= 0 && places[j] >= 0) {
          int row = Math.max(places[i], places[j]);
          int column = Math.min(places[i], places[j]);
          double value = memory.getDouble(precision(payload, d) + triangle(i) + j);
          put(words, HEADER + dimension + triangle(row) + column, value);
        }
      }
    }
  }

  private static void put(long[] words, int at, double value) {
    words[at] = Double.doubleToRawLongBits(value);
  }

  /** The dimension of the posterior that words are of. */
  public static int dimension(long[] words) {
    return (int) words[ArmLayout.DIMENSION];
  }

  /** Makes a block's posterior that of the words, which must have its dimension. */
  public static void write(long[] words, Memory memory, int payload, Workspace work) {
    int d = dimension(words);
    for (int i = 0; i < HEADER; i++) {
      memory.setLong(payload + i, words[i]);
    }
    for (int i = 0; i < d; i++) {
      memory.setLong(rewards(payload, d) + i, words[HEADER + i]);
    }
    for (int i = 0; i < triangle(d); i++) {
      memory.setLong(precision(payload, d) + i, words[HEADER + d + i]);
    }
    ArmPosterior.refresh(memory, payload, work);
    memory.setLong(payload + ArmLayout.DRIFT, 0);
  }
}
