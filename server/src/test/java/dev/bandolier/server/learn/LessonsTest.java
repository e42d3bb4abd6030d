package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bandolier.server.model.ArmDelta;
import dev.bandolier.server.model.ArmLayout;
import dev.bandolier.server.model.ArmPosterior;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.SlotRegister;
import dev.bandolier.server.model.SparseVector;
import dev.bandolier.server.model.Workspace;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LessonsTest {

  private static final int DIMENSION = 4;
  private static final int WIDE = 100;
  private static final int WIDE_ARM = ArmLayout.words(WIDE);
  private static final int ARM = ArmLayout.words(DIMENSION);
  private static final int REGISTER = 2 * ARM;

  private final Memory memory = slot();
  private final Lessons lessons = new Lessons();
  private final SparseVector x = new SparseVector(DIMENSION);

  @AfterEach
  void end() {
    lessons.atOnce();
  }

  private static Memory slot() {
    Memory slot = Memory.allocate(REGISTER + SlotRegister.WORDS);
    SlotRegister.initialise(slot, REGISTER);
    for (int arm = 0; arm < 2; arm++) {
      ArmPosterior.initialise(slot, arm * ARM, DIMENSION, 1);
      SlotRegister.add(slot, REGISTER, slot, arm * ARM);
    }
    return slot;
  }

  private void give(Lessons how, Memory where, int arm, int index, double value, double reward) {
    x.clear();
    x.add(index, value);
    how.next()
        .of(where, arm * ARM, arm * ARM, ArmDelta.NONE)
        .in(where, REGISTER)
        .says(x, Double.NaN, reward, 1, 0);
    how.give();
  }

  private void give(Lessons how, Memory where, int count) {
    Random random = new Random(1);
    for (int i = 0; i < count; i++) {
      int index = 1 + random.nextInt(DIMENSION - 1);
      give(how, where, random.nextInt(2), index, random.nextDouble(), random.nextInt(2));
    }
  }

  @Test
  void moreLessonsThanTheRingHolds_givenBeside_leaveTheSameBits() {
    Memory other = slot();
    Lessons atOnce = new Lessons();
    give(atOnce, other, 5000);
    atOnce.await();
    lessons.beside();
    give(lessons, memory, 5000);
    lessons.await();
    for (int word = 0; word < memory.words(); word++) {
      assertThat(memory.getLong(word)).isEqualTo(other.getLong(word));
    }
  }

  @Test
  void fewLessons_areGivenByTheTimeSomebodyHasWaitedForThem() {
    lessons.beside();
    for (int i = 1; i <= 200; i++) {
      give(lessons, memory, 0, 1, 0.5, 1);
      lessons.await();
      assertThat(ArmPosterior.weight(memory, 0)).isEqualTo(i);
    }
  }

  /** Each costs a Cholesky decomposition, so that the thread is at work on them when they are waited for. */
  @Test
  void lessonsThatAreJustBeingGiven_areWaitedForToo() {
    Memory wide = wide();
    Memory other = wide();
    Lessons single = new Lessons();
    lessons.beside();
    for (int i = 1; i <= 256; i++) {
      fade(lessons, wide, i);
      if (i % 64 == 0) {
        fade(single, other, i);
        single.await();
        lessons.await();
        assertThat(ArmPosterior.ticks(wide, 0)).isEqualTo(i);
      }
    }
  }

  private static Memory wide() {
    Memory wide = Memory.allocate(WIDE_ARM + SlotRegister.WORDS);
    ArmPosterior.initialise(wide, 0, WIDE, 1);
    SlotRegister.initialise(wide, WIDE_ARM);
    return wide;
  }

  private void fade(Lessons how, Memory where, int ticks) {
    x.clear();
    x.add(1, 0.5);
    how.next().of(where, 0, 0, ArmDelta.NONE).in(where, WIDE_ARM).says(x, Double.NaN, 1, 1, ticks);
    how.give();
  }

  @Test
  void lessonThatFails_isToldToWhoeverWaits_andNoFurtherOneIsGiven() {
    lessons.beside();
    give(lessons, memory, 0, 1, 0.5, 1);
    give(lessons, memory, 0, DIMENSION, 0.5, 1);
    give(lessons, memory, 1, 1, 0.5, 1);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(lessons::await).hasMessageContaining("a vector of dimension 5");
    }
    assertThat(ArmPosterior.weight(memory, 0)).isEqualTo(1);
    assertThat(ArmPosterior.weight(memory, ARM)).isZero();
  }

  @Test
  void lessonThatFailsWithoutASecondThread_isTold_andNobodyIsToldLaterThatAllWereGiven() {
    give(lessons, memory, 0, DIMENSION, 0.5, 1);
    give(lessons, memory, 1, 1, 0.5, 1);
    assertThatThrownBy(lessons::await).hasMessageContaining("a vector of dimension 5");
    assertThatThrownBy(lessons::await).hasMessageContaining("could not be taught");
    assertThatThrownBy(lessons::workspace).hasMessageContaining("could not be taught");
    assertThat(ArmPosterior.weight(memory, ARM)).isZero();
  }

  @Test
  void lessonThatFailsWhileTheSecondThreadEnds_isToldToWhoeverWaitsThen() {
    lessons.beside();
    give(lessons, memory, 0, DIMENSION, 0.5, 1);
    lessons.atOnce();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(lessons::await).hasMessageContaining("a vector of dimension 5");
    }
  }

  @Test
  void lessonsThatWaitWhenASecondThreadBegins_areGivenToo() {
    give(lessons, memory, 0, 1, 0.5, 1);
    lessons.beside();
    give(lessons, memory, 0, 1, 0.5, 1);
    lessons.await();
    assertThat(ArmPosterior.weight(memory, 0)).isEqualTo(2);
  }

  @Test
  void endedWhileLessonsWait_givesThem() {
    lessons.beside();
    give(lessons, memory, 0, 1, 0.5, 1);
    lessons.await();
    give(lessons, memory, 0, 1, 0.5, 1);
    lessons.atOnce();
    assertThat(ArmPosterior.weight(memory, 0)).isEqualTo(2);
  }

  @Test
  void endedBeforeTheThreadWasNeeded_givesThemToo() {
    lessons.beside();
    give(lessons, memory, 0, 1, 0.5, 1);
    lessons.atOnce();
    assertThat(ArmPosterior.weight(memory, 0)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsChangedByTheFoldingThreadItself_comesBetweenTheLessons(boolean beside) {
    Memory other = slot();
    Lessons single = new Lessons();
    if (beside) {
      lessons.beside();
    }
    for (int i = 0; i < 50; i++) {
      give(single, other, 3);
      single.await();
      change(other, single.workspace());
      give(lessons, memory, 3);
      change(memory, lessons.workspace());
    }
    single.await();
    lessons.await();
    for (int word = 0; word < memory.words(); word++) {
      assertThat(memory.getLong(word)).isEqualTo(other.getLong(word));
    }
  }

  @ParameterizedTest
  @CsvSource({"false, 300", "true, 300", "false, 9000", "true, 9000"})
  void lessonsOfManyArmsAndSlots_thatWaitTogether_leaveTheBitsOfEachByItself(
      boolean beside, int usually) {
    Memory[] together = {slot(), slot(), slot()};
    Memory[] alone = {slot(), slot(), slot()};
    Lessons single = new Lessons();
    if (beside) {
      lessons.beside();
    }
    Random random = new Random(2);
    for (int i = 0; i < 4000; i++) {
      long seed = random.nextLong();
      any(lessons, together, seed);
      any(single, alone, seed);
      single.await();
      if (random.nextInt(usually) == 0) {
        lessons.await();
      }
    }
    lessons.await();
    for (int each = 0; each < alone.length; each++) {
      for (int word = 0; word < memory.words(); word++) {
        assertThat(together[each].getLong(word)).isEqualTo(alone[each].getLong(word));
      }
    }
  }

  /** A reward that is learned, changed, or taken back, of any arm, at any time. */
  private void any(Lessons how, Memory[] slots, long seed) {
    Random random = new Random(seed);
    Memory where = slots[random.nextInt(slots.length)];
    int arm = random.nextInt(2) * ARM;
    x.clear();
    for (int i = 1; i < DIMENSION; i++) {
      x.add(i, random.nextInt(3) * 0.5);
    }
    int kind = random.nextInt(10);
    double before = kind < 7 ? Double.NaN : random.nextInt(3);
    double after = kind == 9 ? Double.NaN : random.nextInt(3);
    long ticks = random.nextInt(50);
    how.next()
        .of(where, arm, arm, ArmDelta.NONE)
        .in(where, REGISTER)
        .says(x, before, after, 0.1, ticks);
    how.give();
  }

  private void change(Memory where, Workspace workspace) {
    x.clear();
    x.add(2, 0.25);
    ArmPosterior.observe(where, 0, x, 1, 1, workspace);
  }
}
