package dev.bandolier.server.learn;

import dev.bandolier.server.model.Workspace;

/**
 * Lessons that wait, and how some of them are given: arm by arm, each arm's in their order, while its inverse
 * is in the processor's nearest cache; then the slots' sums follow, lesson by lesson in the order of all. An arm
 * depends on no other, and a sum on nothing but what its arms have become, so every bit is what it would be if
 * each lesson were given before the next one comes.
 *
 * <p>An inverse is held from an arm's first lesson to its last, and then put back. A lesson by itself does
 * without.
 *
 * <p>{@link #at} is for whoever fills the lessons, {@link #give} for one thread.
 */
final class LessonRing {

  /** How many may wait; a power of two. */
  static final int ROOM = 1024;

  private static final int NONE = -1;
  private static final int ODD = 0x9E3779B1;
  private static final int SHIFT = Integer.numberOfLeadingZeros(2 * ROOM) + 1;

  private final ArmLesson[] ring = new ArmLesson[ROOM];
  private final Workspace holding = new Workspace(1);
  private final Workspace plain = new Workspace();

  /** Open addressing: where an arm's first lesson is, and one more; 0 is free. */
  private final int[] table = new int[2 * ROOM];

  /** Of each arm, in the order of their first lessons: its place in the table, its first lesson. */
  private final int[] places = new int[ROOM];

  private final int[] firsts = new int[ROOM];

  /** Of each first lesson the arm's last one so far; of each lesson the arm's next one. */
  private final int[] lasts = new int[ROOM];

  private final int[] nexts = new int[ROOM];
  private int arms;
  private boolean broken;

  /** The lesson of a number, to be filled; there is room for {@link #ROOM} in a row. */
  ArmLesson at(long number) {
    int slot = slot(number);
    ArmLesson lesson = ring[slot];
    if (lesson == null) {
      lesson = new ArmLesson();
      ring[slot] = lesson;
    }
    return lesson;
  }

  private static int slot(long number) {
    return (int) number & ROOM - 1;
  }

  /**
   * Gives the lessons from one number to before another, at most {@link #ROOM}.
   *
   * @throws RuntimeException if one cannot be given; nobody knows then which others were, and no further one is
   */
  void give(long from, long to) {
    if (broken) {
      throw new IllegalStateException("an arm could not be taught");
    }
    broken = true;
    for (long number = from; number < to; number++) {
      sort(slot(number));
    }
    for (int arm = 0; arm < arms; arm++) {
      table[places[arm]] = 0;
      giveArm(firsts[arm]);
    }
    arms = 0;
    for (long number = from; number < to; number++) {
      ring[slot(number)].follow(number + 1 < to ? ring[slot(number + 1)] : null);
    }
    broken = false;
  }

  /** Puts a lesson behind those of its arm. */
  private void sort(int lesson) {
    int place = ring[lesson].place() * ODD >>> SHIFT;
    while (table[place] != 0 && !ring[lesson].movesArmOf(ring[table[place] - 1])) {
      place = place + 1 & table.length - 1;
    }
    nexts[lesson] = NONE;
    if (table[place] == 0) {
      table[place] = lesson + 1;
      places[arms] = place;
      firsts[arms++] = lesson;
    } else {
      nexts[lasts[table[place] - 1]] = lesson;
    }
    lasts[table[place] - 1] = lesson;
  }

  private void giveArm(int first) {
    Workspace workspace = nexts[first] == NONE ? plain : holding;
    for (int lesson = first; lesson != NONE; lesson = nexts[lesson]) {
      ring[lesson].give(workspace);
    }
    workspace.putBack();
  }
}
