package dev.bandolier.server.model;

import static dev.bandolier.server.model.ArmLayout.inverse;
import static dev.bandolier.server.model.ArmLayout.precision;
import static dev.bandolier.server.model.ArmLayout.restOfInverse;
import static dev.bandolier.server.model.ArmLayout.restOfInverseWords;
import static dev.bandolier.server.model.ArmLayout.triangle;

/**
 * In what the two copies of an arm's block differ, so that a reward which changes a few words of A costs
 * the copying and summing of these, and one that leaves A⁻¹ alone that of neither. After a step the other
 * copy is the one from before it, so the two differ in what that step has changed: in A where two of its features meet
 * (j ≤ i, both among them), and in A⁻¹ everywhere or nowhere.
 *
 * <p>The checksum is made of those of head, A⁻¹ and A (see {@link ChecksumParts}), of which the last two are
 * remembered; what has changed in A is added as the difference of old and new words. A word that is changed by anything
 * but steps thus still has the checksum that it had, and is found by {@link TwinBlock#verifyChecksum}.
 *
 * <p>All of it is the writer's knowledge of its own last step, and lies in its memory only. It is used while the block's
 * sequence is what that step left; otherwise, and after a step that was not finished, or had so many features that it
 * pays no more, all of A is copied and summed. A sequence does not tell that the other copy was staged without this and
 * never published: whoever does that says so by {@link #forget}.
 *
 * <p>From {@link #stage} to {@link #publish} the arm may be changed by {@link ArmPosterior} with a {@link
 * Workspace} that was told of this ({@link Workspace#begin}) and by nothing else, but for its header. The block's single writer.
 */
public final class ArmDelta {
  /** Knows nothing and learns nothing: for a block that is staged and published whole. Any thread. */
  public static final ArmDelta NONE = new ArmDelta();

  private static final int LEAST_DIMENSION = 96;
  private static final int MOST_FEATURES = 16;

  /** Words of A that are copied and summed in a row while one is by itself. */
  private static final int COST = 90;

  private static final int ANY = -1;

  private final int[] features = new int[MOST_FEATURES];
  private int count = ANY;
  private int dimension;
  private boolean inverseDiffers = true;
  private boolean inverseMissing = true;
  private boolean sumsKnown;
  private int inverseSum;
  private int precisionSum;
  private boolean current;
  private long sequence;

  /** Whether a block is that of an arm which is large enough for it to pay. */
  public static boolean pays(Memory memory, int base) {
    int d = ArmPosterior.dimension(memory, TwinBlock.current(memory, base));
    return d >= LEAST_DIMENSION && TwinBlock.payloadWords(memory, base) == ArmLayout.words(d);
  }

  /**
   * Makes the other copy equal to the one that counts, but for A⁻¹, the first entry excepted, where that
   * is {@linkplain #lacksInverse missing}: the caller then fills it in before he publishes.
   *
   * @return word index of the other payload
   */
  public int stage(Memory memory, int base) {
    boolean follows = knows(TwinBlock.sequence(memory, base));
    int to = TwinBlock.stageBlank(memory, base);
    int from = TwinBlock.current(memory, base);
    dimension = ArmPosterior.dimension(memory, from);
    memory.copy(from, to, restOfInverse(dimension));
    if (follows) {
      copyDifference(memory, from, to);
    } else {
      copyPrecision(memory, from, to);
    }
    inverseMissing = !follows || inverseDiffers;
    sumsKnown = follows;
    count = 0;
    inverseDiffers = false;
    forget();
    return to;
  }

  private boolean knows(long counting) {
    return current && count != ANY && sequence == counting;
  }

  /** Knows nothing any more: the next {@link #stage} copies all of A, of whichever arm it is. */
  public void forget() {
    current = false;
  }

  /** As {@link #stage}, of a block that is then published by {@link TwinBlock#publish(Memory, int, long, int)}. */
  public static int stageWhole(Memory memory, int base) {
    int d = ArmPosterior.dimension(memory, TwinBlock.current(memory, base));
    return TwinBlock.stage(memory, base, restOfInverse(d), restOfInverseWords(d));
  }

  private void copyPrecision(Memory memory, int from, int to) {
    int words = triangle(dimension);
    memory.copy(precision(from, dimension), precision(to, dimension), words);
  }

  private void copyDifference(Memory memory, int from, int to) {
    int source = precision(from, dimension);
    int target = precision(to, dimension);
    for (int i = 0; i < count; i++) {
      for (int j = 0; j <= i; j++) {
        int word = word(features[i], features[j]);
        memory.setLong(target + word, memory.getLong(source + word));
      }
    }
  }

  private static int word(int i, int j) {
    return triangle(Math.max(i, j)) + Math.min(i, j);
  }

  /** Whether A⁻¹ was left out when the block was staged. */
  boolean lacksInverse() {
    return inverseMissing;
  }

  /** Takes note that a multiple of xxᵀ was added to A. */
  void precisionMoves(SparseVector x) {
    for (int k = 0; k < x.size && count != ANY; k++) {
      add(x.indices[k]);
    }
  }

  private void add(int feature) {
    for (int i = 0; i < count; i++) {
      if (features[i] == feature) {
        return;
      }
    }
    if (count == MOST_FEATURES || COST * triangle(count + 1) > triangle(dimension)) {
      count = ANY;
    } else {
      features[count++] = feature;
    }
  }

  /** Takes note that all of A has changed. {@link #NONE}, which threads share, is never written. */
  void precisionChanges() {
    if (count != ANY) {
      count = ANY;
    }
  }

  /** Takes note that A⁻¹ has changed; likewise. */
  void inverseChanges() {
    if (!inverseDiffers) {
      inverseDiffers = true;
    }
  }

  /** Stamps the copy that was staged and makes it the one that counts, as {@link TwinBlock} does. */
  public void publish(Memory memory, int base, long position, int step) {
    if (count == ANY) {
      TwinBlock.publish(memory, base, position, step);
    } else {
      publishByParts(memory, base, position, step);
    }
  }

  private void publishByParts(Memory memory, int base, long position, int step) {
    int to = TwinBlock.stamp(memory, base, position, step);
    int from = TwinBlock.current(memory, base);
    int words = triangle(dimension);
    if (!sumsKnown || inverseDiffers) {
      inverseSum = sum(memory, inverse(to, dimension), words);
    }
    precisionSum =
        sumsKnown
            ? precisionSum ^ sumOfDifference(memory, from, to)
            : sum(memory, precision(to, dimension), words);
    long checksum = TwinBlock.headChecksum(memory, to, inverse(0, dimension));
    checksum = ChecksumParts.appended(checksum, inverseSum, words);
    TwinBlock.publish(memory, base, ChecksumParts.appended(checksum, precisionSum, words));
    sequence = TwinBlock.sequence(memory, base);
    current = true;
  }

  private static int sum(Memory memory, int word, int words) {
    return ChecksumParts.ofStretch(memory.checksum(word, words, word, 0), words);
  }

  private int sumOfDifference(Memory memory, int from, int to) {
    int source = precision(from, dimension);
    int target = precision(to, dimension);
    int last = triangle(dimension) - 1;
    int sum = 0;
    for (int i = 0; i < count; i++) {
      for (int j = 0; j <= i; j++) {
        int word = word(features[i], features[j]);
        long change = memory.getLong(source + word) ^ memory.getLong(target + word);
        sum ^= ChecksumParts.of(change, last - word);
      }
    }
    return sum;
  }
}
