package dev.bandolier.server.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Deadlines against a {@link PriorityQueue}. */
final class DeadlinesTest {

  private record Due(long deadline, long position) {}

  private final SplittableRandom random = new SplittableRandom(5);
  private final PriorityQueue<Due> model =
      new PriorityQueue<>(Comparator.comparingLong(Due::deadline).thenComparing(Due::position));
  private final Deadlines deadlines = new Deadlines();

  @Test
  void deadlines_mostlyInOrder_comeEarliestFirst() {
    for (long position = 1; position <= 20_000; position++) {
      boolean early = random.nextInt(4) == 0;
      add(position / 3 + 500 - (early ? random.nextInt(500) : 0), position);
      while (deadlines.earliest() <= position / 3) {
        takeEarliest();
      }
    }
    takeAll();
  }

  @Test
  void deadlines_inNoOrder_comeEarliestFirst() {
    for (long position = 1; position <= 30_000; position++) {
      add(random.nextInt(100), position);
    }
    takeAll();
  }

  @Test
  void deadlines_inOrder_comeEarliestFirst_whileChunksComeAndGo() {
    long position = 0;
    for (int round = 0; round < 6; round++) {
      for (int i = 0; i < 20_000; i++) {
        add(++position, position);
        if (i % 3 != 0) {
          takeEarliest();
        }
      }
      if (round % 2 == 1) {
        takeAll();
      }
    }
    takeAll();
  }

  @Test
  void deadlines_ofSeveralPeriods_comeEarliestFirst_andWaitInLines() {
    int[] periods = {4_000, 600_000, 60_000, 3_600_000};
    for (long position = 1; position <= 20_000; position++) {
      boolean ordinary = random.nextInt(10) > 0;
      add(position + periods[ordinary ? 0 : random.nextInt(periods.length)], position);
      while (deadlines.earliest() <= position) {
        takeEarliest();
      }
    }
    assertEquals(0, deadlines.unordered());
    takeAll();
  }

  @Test
  void noDeadline_isNeverDue() {
    assertEquals(Long.MAX_VALUE, deadlines.earliest());
    assertEquals(0, deadlines.size());
  }

  private void add(long deadline, long position) {
    deadlines.add(deadline, position, 2 * position);
    model.add(new Due(deadline, position));
  }

  private void takeAll() {
    while (!model.isEmpty()) {
      takeEarliest();
    }
    noDeadline_isNeverDue();
  }

  private void takeEarliest() {
    Due expected = model.remove();
    assertEquals(expected.deadline(), deadlines.earliest());
    assertEquals(expected.position(), deadlines.earliestPosition());
    assertEquals(2 * expected.position(), deadlines.earliestHandle());
    deadlines.removeEarliest();
    assertEquals(model.size(), deadlines.size());
  }
}
