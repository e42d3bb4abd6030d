package dev.bandolier.server.store;

import dev.bandolier.server.model.ArmDelta;
import dev.bandolier.server.model.Memory;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the writer knows of the arms that it changed lately: of a thousand and some, each in a place that its
 * handle gives it, from which the next one pushes it out, though not within a step. Two hundred kilobytes at
 * most, twenty before an arm is large enough. Writer's thread only.
 */
final class Deltas {
  private static final int PLACE_BITS = 10;
  private static final long ODD = 0x9E3779B97F4A7C15L;

  private final long[] handles = new long[1 << PLACE_BITS];
  private final long[] stamps = new long[1 << PLACE_BITS];
  private final @Nullable ArmDelta[] deltas = new ArmDelta[1 << PLACE_BITS];

  /**
   * That of a block which the step has not touched yet; {@link ArmDelta#NONE} if the arm is too small, or the
   * step has given its place to another one.
   *
   * @param stamp the step's, negative
   */
  ArmDelta claim(long handle, Memory memory, int base, long stamp) {
    int place = place(handle);
    if (!ArmDelta.pays(memory, base) || stamps[place] == stamp) {
      return ArmDelta.NONE;
    }
    stamps[place] = stamp;
    ArmDelta delta = deltas[place];
    if (delta == null) {
      delta = new ArmDelta();
      deltas[place] = delta;
    } else if (handles[place] != handle) {
      delta.forget();
    }
    handles[place] = handle;
    return delta;
  }

  /** That of a block which was claimed in this step. */
  ArmDelta of(long handle) {
    int place = place(handle);
    ArmDelta delta = deltas[place];
    if (delta == null || handles[place] != handle) {
      throw new IllegalArgumentException("not claimed: " + handle);
    }
    return delta;
  }

  /** Forgets everything: the blocks are about to be others, or were changed by a step that does not count. */
  void clear() {
    Arrays.fill(deltas, null);
  }

  private static int place(long handle) {
    return (int) (handle * ODD >>> Long.SIZE - PLACE_BITS);
  }
}
