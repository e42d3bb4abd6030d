package dev.bandolier.server.store;

import dev.bandolier.server.model.ArmDelta;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.TwinBlock;

/**
 * What the store writes about a block besides the twin block's own fields, without taking a word
 * more.
 *
 * <ul>
 *   <li>Staged: while a copy does not count, its position may hold a negative stamp; the current
 *       step's stamp says that the copy belongs to that step. Publishing overwrites it.
 *   <li>Noted: in a staged copy, step 1 says that all its changes so far are in its {@link ArmDelta}.
 *   <li>Doomed: in a staged copy, step −1 says that the block is freed in this step.
 *   <li>Gone: a published copy whose step is negative (the complement of the step that freed it) is
 *       the block's last; the block is free once nobody can be looking at it any more.
 *   <li>Unborn: a block whose current copy was never published, position 0.
 * </ul>
 */
final class Marks {
  private static final int POSITION = -TwinBlock.COPY_HEADER_WORDS;
  private static final int STEP = POSITION + 1;
  private static final long NOTED = 1;
  private static final long DOOMED = -1;

  private Marks() {}

  static boolean isStaged(Memory memory, int otherPayload, long stamp) {
    return memory.getLong(otherPayload + POSITION) == stamp;
  }

  static void stage(Memory memory, int otherPayload, long stamp) {
    memory.setLong(otherPayload + POSITION, stamp);
    memory.setLong(otherPayload + STEP, 0);
  }

  /** Takes a stamp away that a step left behind when it was not finished. */
  static void unstage(Memory memory, int otherPayload) {
    if (memory.getLong(otherPayload + POSITION) < 0) {
      memory.setLong(otherPayload + POSITION, 0);
    }
  }

  static void noted(Memory memory, int otherPayload) {
    memory.setLong(otherPayload + STEP, NOTED);
  }

  static boolean isNoted(Memory memory, int otherPayload) {
    return memory.getLong(otherPayload + STEP) == NOTED;
  }

  /** From now on changes are not noted. */
  static void whole(Memory memory, int otherPayload) {
    if (isNoted(memory, otherPayload)) {
      memory.setLong(otherPayload + STEP, 0);
    }
  }

  static void doom(Memory memory, int otherPayload) {
    memory.setLong(otherPayload + STEP, DOOMED);
  }

  static boolean isDoomed(Memory memory, int otherPayload) {
    return memory.getLong(otherPayload + STEP) == DOOMED;
  }

  static boolean isUnborn(Memory memory, int base) {
    return TwinBlock.positionOf(memory, base) == 0;
  }

  static boolean isGone(Memory memory, int base) {
    return TwinBlock.stepOf(memory, base) < 0;
  }

  static boolean isLive(Memory memory, int base) {
    return !isUnborn(memory, base) && !isGone(memory, base);
  }

  /** The step that made the current copy, also where it made it the last. */
  static int stepOf(Memory memory, int base) {
    int step = TwinBlock.stepOf(memory, base);
    return step < 0 ? ~step : step;
  }
}
